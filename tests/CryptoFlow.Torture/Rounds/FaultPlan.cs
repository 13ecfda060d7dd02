using CryptoFlow.Simulator.Faults;

namespace CryptoFlow.Torture.Rounds;

/// <summary>Draws what goes wrong at the exchanges, every kind as often as any other, and remembers which candles that may change.</summary>
internal sealed class FaultPlan(Random random)
{
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    private readonly Dictionary<Exchange, int?> _revisions = [];
    private readonly Dictionary<FaultKind, int> _drawn = [];

    /// <summary>How many candles each exchange may have given first with other values than its final ones; null: any number.</summary>
    public IReadOnlyDictionary<Exchange, int?> Revisions => _revisions;

    /// <summary>How many faults of how many kinds.</summary>
    public string Summary => $"{_drawn.Values.Sum()} faults of {_drawn.Count} kinds";

    public Fault Draw()
    {
        var kind = Kinds[random.Next(Kinds.Length)];

        // The other two do not name the contract in their answers, so that nobody can see the fault.
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

        // By a clock that is ahead, a candle counts as closed that is not.
        if (kind is FaultKind.ClockSkew)
            _revisions[exchange] = null;
        return fault;
    }
}
