using CryptoFlow.Simulator.Faults;

namespace CryptoFlow.Torture.Rounds;

/// <summary>Draws the faults of the exchanges, each kind with the same probability. Remembers how many candles the faults may change.</summary>
internal sealed class FaultPlan(Random random)
{
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    private readonly Dictionary<Exchange, int?> _revisions = [];
    private readonly Dictionary<FaultKind, int> _drawn = [];

    /// <summary>For each exchange, how many candles it may have answered first with other values than the final ones; null: any number.</summary>
    public IReadOnlyDictionary<Exchange, int?> Revisions => _revisions;

    /// <summary>The number of faults and of kinds of faults so far, in words.</summary>
    public string Summary => $"{_drawn.Values.Sum()} faults of {_drawn.Count} kinds";

    public Fault Draw()
    {
        var kind = Kinds[random.Next(Kinds.Length)];

        // The answers of the other two exchanges do not name the contract, so the program cannot detect the fault there.
        var exchange = kind is FaultKind.WrongSymbol ? Exchange.Bybit : ExchangeNames.All[random.Next(3)];
        _drawn[kind] = _drawn.GetValueOrDefault(kind) + 1;
        var fault = new Fault
        {
            Kind = kind,
            Venue = ExchangeTruth.VenueOf(exchange),
            Count = random.Next(1, 4),
            RetryAfterSeconds = random.Next(0, 3),
            DelayMs = random.Next(100, 3_000),
            SkewMs = random.Next(-60_000, 60_000),
            Rows = random.Next(1, 50),
        };
        if (kind is FaultKind.StaleRow or FaultKind.RevisedRow && _revisions.GetValueOrDefault(exchange, 0) is { } before)
            _revisions[exchange] = before + fault.Count;

        // By a clock that runs ahead, an open candle counts as closed.
        if (kind is FaultKind.ClockSkew)
            _revisions[exchange] = null;
        return fault;
    }
}
