namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// The answer can be read, but it does not answer the request. Only <see cref="ExchangeSession"/> turns this exception into a value.
/// </summary>
/// <param name="why">The request's value and the answer's value, as the second half of a sentence.</param>
internal sealed class OtherQuestionException(string why) : Exception(why);
