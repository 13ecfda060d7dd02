namespace CryptoFlow.Simulator.Market.Synthetic;

/// <summary>A market generated from a seed: each candle is a pure function of seed, exchange, symbol and open time.</summary>
internal sealed class SyntheticMarket(int seed, IReadOnlyDictionary<Venue, IReadOnlyList<Instrument>> instruments) : ICandleSource
{
    private readonly Dictionary<(Venue, string), SyntheticContract> _contracts = instruments
        .SelectMany(v => v.Value, (v, i) => KeyValuePair.Create((v.Key, i.Symbol), new SyntheticContract(seed, v.Key, i)))
        .ToDictionary();

    public ICandleSeries? Find(Venue venue, string symbol, Interval interval) =>
        _contracts.TryGetValue((venue, symbol), out var contract) ? new SyntheticSeries(contract, interval) : null;
}
