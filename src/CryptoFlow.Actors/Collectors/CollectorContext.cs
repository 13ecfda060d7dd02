using Akka.Actor;
using CryptoFlow.Collectors.Budgets;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage.Gaps;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Collectors;

/// <summary>The settings and collaborators of one exchange's collector.</summary>
/// <param name="Plan">The series to collect.</param>
/// <param name="Client">The exchange.</param>
/// <param name="Writer">The writer actor; stores pages and the gap ledger.</param>
/// <param name="Readers">The reader pool; finds the missing ranges.</param>
/// <param name="Options">Time intervals and degrees of parallelism.</param>
/// <param name="Periodic">
/// Whether the collector syncs and searches by itself. It is false in the command <c>backfill</c>, which runs only its own backfill.
/// </param>
/// <param name="Time">The clock.</param>
/// <param name="Seed">Seed of the jitter of retries.</param>
/// <param name="Logger">The log.</param>
public sealed record CollectorContext(
    ExchangePlan Plan,
    IExchangeClient Client,
    IActorRef Writer,
    IActorRef Readers,
    CollectorOptions Options,
    bool Periodic,
    TimeProvider Time,
    int Seed,
    ILogger Logger)
{
    /// <summary>Keeps the request budget when another process takes over the exchange.</summary>
    public IBudgetStore Budgets { get; init; } = OwnBudget.Instance;

    /// <summary>The streams; null if no stream is opened.</summary>
    public StreamSetup? Streams { get; init; }

    /// <summary>Whether the collector only checks series (<c>CheckSeries</c>) and sends no other requests. It is true in the command <c>series</c>.</summary>
    public bool ChecksOnly { get; init; }

    public Exchange Exchange => Plan.Exchange;

    public GapPolicy GapPolicy => new(Options.ConfirmMissingAfterAsks, TimeSpan.FromSeconds(Options.GapRetrySeconds));

    /// <summary>
    /// The system's clock, ms UTC. The system may set it forward or back at any time. Use it for times that are shown or stored, never for durations.
    /// </summary>
    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A monotonic clock, ms since an arbitrary moment. Durations and the estimate of the exchange's clock use it.</summary>
    public long Uptime => (long)Time.GetElapsedTime(0).TotalMilliseconds;
}
