namespace CryptoFlow;

/// <summary>The program cannot start as it is asked to; the message is one sentence for the user.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
