namespace CryptoFlow.Web.Http;

/// <summary>A client has sent wrong input. The message is the error for the client. Only CryptoFlow.Web throws and catches this exception.</summary>
internal sealed class InputException(string message) : Exception(message);
