namespace CryptoFlow.Simulator.Market;

/// <summary>The market of the simulated exchanges: their contracts, the candles of each contract, and the holes in them.</summary>
internal sealed class ExchangeMarket(ICandleSource source, IReadOnlyDictionary<Venue, IReadOnlyList<Instrument>> instruments)
{
    private readonly Lock _gate = new();
    private volatile IReadOnlyList<Hole> _holes = [];
    private volatile IReadOnlyList<Revision> _revisions = [];
    private volatile IReadOnlyDictionary<Venue, IReadOnlyList<Instrument>> _instruments = instruments;

    public IReadOnlyList<Instrument> Instruments(Venue venue) => _instruments[venue];

    public Instrument? Find(Venue venue, string? symbol) =>
        _instruments[venue].FirstOrDefault(i => i.Symbol == symbol);

    /// <summary>The series at a moment of simulated time; null if the contract has no candles at all.</summary>
    public Tape? Tape(Venue venue, string symbol, Interval interval, long now)
    {
        if (Find(venue, symbol) is not { Status: not InstrumentStatus.PreLaunch })
            return null;
        if (source.Find(venue, symbol, interval) is not { } series)
            return null;
        return new Tape(
            series,
            [.. _holes.Where(h => h.Venue == venue && h.Symbol == symbol)],
            [.. _revisions.Where(r => r.Venue == venue && r.Symbol == symbol)],
            now);
    }

    public void Add(Hole hole)
    {
        hole.Validate();
        lock (_gate)
            _holes = [.. _holes, hole];
    }

    public void Add(Revision revision)
    {
        revision.Validate();
        lock (_gate)
            _revisions = [.. _revisions, revision];
    }

    public void Apply(StatusChange change)
    {
        lock (_gate)
        {
            if (Find(change.Venue, change.Symbol) is null)
                throw new ArgumentException($"{change.Venue} has no contract '{change.Symbol}'.");
            _instruments = _instruments.ToDictionary(
                v => v.Key,
                v => v.Key != change.Venue
                    ? v.Value
                    : [.. v.Value.Select(i => i.Symbol == change.Symbol ? i with { Status = change.Status, RefusesCandles = change.RefusesCandles } : i)]);
        }
    }
}
