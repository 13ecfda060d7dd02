using Akka.Actor;
using CryptoFlow.Configuration;
using CryptoFlow.Exchanges;
using CryptoFlow.Storage.Gaps;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Collectors;

/// <summary>What an exchange's collector works with.</summary>
/// <param name="Plan">What is to be collected.</param>
/// <param name="Client">The exchange.</param>
/// <param name="Writer">Stores pages and the ledger.</param>
/// <param name="Readers">Answers what is missing.</param>
/// <param name="Monitor">Is told of each change of state.</param>
/// <param name="Options">How often, how many at once.</param>
/// <param name="Periodic">Whether to sync and search by itself; the command <c>backfill</c> only runs what it asks for.</param>
/// <param name="Time">The clock.</param>
/// <param name="Seed">Seed of the back-off's jitter.</param>
/// <param name="Logger">The log.</param>
public sealed record CollectorContext(
    ExchangePlan Plan,
    IExchangeClient Client,
    IActorRef Writer,
    IActorRef Readers,
    IActorRef Monitor,
    CollectorOptions Options,
    bool Periodic,
    TimeProvider Time,
    int Seed,
    ILogger Logger)
{
    public Exchange Exchange => Plan.Exchange;

    public GapPolicy GapPolicy => new(Options.ConfirmMissingAfterAsks, TimeSpan.FromSeconds(Options.GapRetrySeconds));

    /// <summary>The system's clock, ms UTC. It may be set at any time, both ways: for what is shown or stored, never for how long something took.</summary>
    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A clock that only goes forward, ms since some moment: durations and the exchange's clock are reckoned by it.</summary>
    public long Uptime => (long)Time.GetElapsedTime(0).TotalMilliseconds;
}
