namespace CryptoFlow.Trading.Live;

/// <summary>
/// What a paper trader's record is kept by. Other parameters make another record, begun anew: trades of different rules are never added up.
/// </summary>
/// <param name="Strategy">The strategy's name, as <c>NO_ML</c>.</param>
/// <param name="Instrument">The contract traded.</param>
/// <param name="Parameters">Everything that decides what is traded, as JSON.</param>
public sealed record TraderKey(string Strategy, Instrument Instrument, string Parameters)
{
    public override string ToString() => $"{Strategy} on {Instrument}";
}
