namespace CryptoFlow.Trades;

/// <summary>Identifies a paper trader's record. Other parameters start a new record, so that a record never mixes trades under different rules.</summary>
/// <param name="Strategy">The strategy's name, such as <c>NO_ML</c>.</param>
/// <param name="Instrument">The traded contract.</param>
/// <param name="Parameters">All parameters that influence trading, as JSON.</param>
public sealed record TraderKey(string Strategy, Instrument Instrument, string Parameters)
{
    public override string ToString() => $"{Strategy} on {Instrument}";
}
