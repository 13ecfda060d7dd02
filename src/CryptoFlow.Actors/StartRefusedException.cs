namespace CryptoFlow;

/// <summary>The program must not start; the message is the one sentence that the user sees, the exit code is 1.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
