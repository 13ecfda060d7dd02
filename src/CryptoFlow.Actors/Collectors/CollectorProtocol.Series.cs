using System.Collections.Immutable;

namespace CryptoFlow.Collectors;

/// <summary>
/// The series that users add and remove at run time. A table in the database lists them; these messages check a series and announce a change of the list.
/// </summary>
public static partial class CollectorProtocol
{
    /// <summary>
    /// Asks the exchange whether series can be collected, and plans their history. Changes nothing. All series are of one exchange. Answered with
    /// <see cref="SeriesPlanned"/> or <see cref="BackfillRefused"/>.
    /// </summary>
    public sealed record PlanSeries(Exchange Exchange, ImmutableArray<SeriesKey> Series, TimeSpan Remaining) : ICollectorRequest<SeriesPlanned>;

    /// <summary>
    /// The list of added series of an exchange has changed. The collector has to read it from the database and to follow it. Answered with
    /// <see cref="SeriesFollowed"/> or <see cref="BackfillRefused"/>. May be sent twice. A message that is lost delays the change until the collector reads the
    /// list again.
    /// </summary>
    public sealed record FollowSeries(Exchange Exchange, TimeSpan Remaining) : ICollectorRequest<SeriesFollowed>;

    /// <summary>The exchange serves the series, and their history needs these requests.</summary>
    public sealed record SeriesPlanned(Exchange Exchange, BackfillPlan Plan) : ICollectorReply;

    /// <summary>The collector follows the list. It sends no more candles of a removed series to the writer.</summary>
    public sealed record SeriesFollowed(Exchange Exchange) : ICollectorReply;
}
