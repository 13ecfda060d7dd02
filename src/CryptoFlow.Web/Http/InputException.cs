namespace CryptoFlow.Web.Http;

/// <summary>A client sent wrong input. The message is the error that the client gets. Only CryptoFlow.Web throws and catches this exception.</summary>
internal sealed class InputException(string message) : Exception(message);
