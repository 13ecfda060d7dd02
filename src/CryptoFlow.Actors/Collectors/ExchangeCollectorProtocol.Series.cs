using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>The series that users add and remove at run time.</summary>
public static partial class ExchangeCollectorProtocol
{
    /// <summary>
    /// Ask the exchange whether the series can be collected, and plan their history. Answered at once with <see cref="SeriesCheckBegun"/>, and then with
    /// <see cref="SeriesChecked"/>; or with <see cref="RunRefused"/>.
    /// </summary>
    public sealed record CheckSeries(RequestId Request, Exchange Exchange, ImmutableArray<SeriesKey> Series, TimeSpan Remaining) : IExchangeRequest<SeriesChecked>;

    /// <summary>Read the list of added series again. Answered with <see cref="AddedSeriesTaken"/> or <see cref="RunRefused"/>. May be sent twice.</summary>
    public sealed record TakeAddedSeries(RequestId Request, Exchange Exchange, TimeSpan Remaining) : IExchangeRequest<AddedSeriesTaken>;

    /// <summary>
    /// The collector has the request and asks the exchange now. Not the answer: it only tells a collector that is there from a collector that is gone, because the
    /// exchange may take many times as long as a collector.
    /// </summary>
    public sealed record SeriesCheckBegun(RequestId Request, Exchange Exchange) : ExchangeReply(Request, Exchange);

    public sealed record SeriesChecked(RequestId Request, Exchange Exchange, BackfillPlan Plan) : ExchangeReply(Request, Exchange);

    /// <summary>The collector follows the list. Its runs that have a removed series are cancelled.</summary>
    public sealed record AddedSeriesTaken(RequestId Request, Exchange Exchange) : ExchangeReply(Request, Exchange);

    internal sealed record ReadAddedDue
    {
        public static readonly ReadAddedDue Instance = new();
    }

    /// <summary>The list of added series has arrived.</summary>
    /// <param name="Number">The number of the read.</param>
    /// <param name="Series">Null if the readers refused the query.</param>
    /// <param name="Refusal">Why the readers refused it, or null.</param>
    /// <param name="Request">The request to answer; the default value for a read of the collector itself.</param>
    /// <param name="Asker">The actor that waits for the answer, or nobody.</param>
    internal sealed record AddedSeriesArrived(int Number, ImmutableArray<SeriesKey>? Series, string? Refusal, RequestId Request, Akka.Actor.IActorRef Asker);
}
