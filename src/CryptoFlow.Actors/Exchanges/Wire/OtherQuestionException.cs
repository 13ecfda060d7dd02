namespace CryptoFlow.Exchanges.Wire;

/// <summary>
/// An answer that can be read and is not to what was asked. <see cref="ExchangeSession"/> is the one place that turns it into a value.
/// </summary>
/// <param name="why">What was asked and what the answer says about itself, as the second half of a sentence.</param>
internal sealed class OtherQuestionException(string why) : Exception(why);
