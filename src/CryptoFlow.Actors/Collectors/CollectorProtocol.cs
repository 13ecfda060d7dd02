using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>Which series a backfill is about; null means all that are configured.</summary>
/// <param name="Exchange">Only this exchange.</param>
/// <param name="Symbol">Only this symbol, upper case.</param>
/// <param name="Interval">Only this interval.</param>
/// <param name="Days">History to complete, days, instead of what is configured.</param>
public sealed record BackfillScope(Exchange? Exchange, string? Symbol, Interval? Interval, int? Days)
{
    public static BackfillScope All { get; } = new(null, null, null, null);

    /// <summary>
    /// Whether the scope says which candles it is about. A user's run of such a scope compares them with the exchange; a run of everything,
    /// or of all of an exchange, fetches what is missing.
    /// </summary>
    public bool NamesARange => Symbol is not null || Interval is not null || Days is not null;

    public bool Includes(SeriesKey series) =>
        (Exchange is null || Exchange == series.Exchange)
        && (Symbol is null || Symbol == series.Symbol)
        && (Interval is null || Interval == series.Interval);
}

/// <summary>The collectors' protocol, spoken with <see cref="CollectorManagerActor"/>. Requests come through Ask with a timeout.</summary>
public static class CollectorProtocol
{
    /// <summary>Compare, plan and fill. Answered with <see cref="BackfillAccepted"/> or <see cref="BackfillRefused"/>.</summary>
    public sealed record StartBackfill(RunId Run, BackfillScope Scope);

    /// <summary>End a run; what was stored stays. Answered with <see cref="BackfillCancelled"/> or <see cref="BackfillRefused"/>.</summary>
    public sealed record CancelBackfill(RunId Run);

    /// <summary>Answered with <see cref="BackfillStatus"/>.</summary>
    public sealed record GetBackfill
    {
        public static readonly GetBackfill Instance = new();

        private GetBackfill()
        {
        }
    }

    /// <summary>The run has begun at these exchanges; progress by <see cref="GetBackfill"/>.</summary>
    public sealed record BackfillAccepted(RunId Run, ImmutableArray<Exchange> Exchanges);

    public sealed record BackfillCancelled(RunId Run);

    /// <summary>Nothing was started or cancelled.</summary>
    public sealed record BackfillRefused(RunId Run, BackfillRefusal Reason, string Detail);

    /// <summary>The newest run of each exchange.</summary>
    public sealed record BackfillStatus(ImmutableArray<BackfillRun> Runs);
}

/// <summary>Why a backfill was not started or cancelled.</summary>
public enum BackfillRefusal
{
    /// <summary>The scope names nothing that is configured to be collected.</summary>
    NothingInScope,

    /// <summary>The scope is configured, and the exchange does not trade it.</summary>
    NotTraded,

    /// <summary>An exchange in the scope is running one already.</summary>
    AlreadyRunning,

    /// <summary>No such run is under way.</summary>
    NotRunning,

    /// <summary>The collectors are switched off or going down.</summary>
    NotCollecting,
}
