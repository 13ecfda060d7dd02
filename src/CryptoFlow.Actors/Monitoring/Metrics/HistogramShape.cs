using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>
/// A histogram of this program: what it is called, and which label values are known before anything has happened. OpenTelemetry has no way to say that a histogram
/// is empty, so whoever shows metrics needs to know what there will be.
/// </summary>
/// <param name="Name">As in OpenTelemetry; the unit is seconds.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Bounds">Upper bounds of the buckets, seconds, inclusive.</param>
/// <param name="Labels">The sets of labels that are there from the start, one histogram each.</param>
public sealed record HistogramShape(string Name, string Description, IReadOnlyList<double> Bounds, IReadOnlyList<IReadOnlyList<(string Key, string Value)>> Labels)
{
    /// <summary>What a query can be (<see cref="Storage.Readers.IReadMessage.Kind"/>).</summary>
    internal static IReadOnlyList<string> Queries { get; } = ["candles", "comparisons", "missing", "gaps", "trader", "signals", "trades", "equity"];

    /// <summary>All of them.</summary>
    /// <param name="readers">Readers of the database, each a connection that may wait for a lock.</param>
    public static IReadOnlyList<HistogramShape> Of(int readers) =>
        [LockWait(readers), WriterQueueTime, WriterHandlerTime, ReaderQueueTime, QueryTime, CheckpointDuration];

    internal static HistogramShape LockWait(int readers) => new(
        "cryptoflow.db.lock.wait",
        "Time that a transaction or query waited for another program's lock; those that did not wait are not counted.",
        CryptoFlowMeter.LockWaitBounds,
        [.. LockWaitBook.Connections(readers).Select(Connection)]);

    internal static HistogramShape WriterQueueTime { get; } = new(
        "cryptoflow.db.writer.queue.time", "Time that a message waited for the writer.", CryptoFlowMeter.WriterBounds, Lanes);

    internal static HistogramShape WriterHandlerTime { get; } = new(
        "cryptoflow.db.writer.handler.time", "Time that the writer took for a message, COMMIT and lock waits included.", CryptoFlowMeter.WriterBounds, Lanes);

    internal static HistogramShape ReaderQueueTime { get; } = new(
        "cryptoflow.db.reader.queue.time", "Time that a query waited for a reader.", CryptoFlowMeter.QueryBounds, [[]]);

    /// <summary>The other outcomes appear when they happen: <c>cryptoflow.db.reader.queries</c> counts them from the start.</summary>
    internal static HistogramShape QueryTime { get; } = new(
        "cryptoflow.db.reader.query.time",
        "Time that a reader took for a query.",
        CryptoFlowMeter.QueryBounds,
        [.. Queries.Select(query => (IReadOnlyList<(string, string)>)[("query", query), ("outcome", Names.Of(ReadOutcome.Answered))])]);

    internal static HistogramShape CheckpointDuration { get; } = new(
        "cryptoflow.db.checkpoint.duration",
        "Time that a checkpoint took of the writer's thread.",
        CryptoFlowMeter.WriterBounds,
        [
            .. from mode in Enum.GetValues<CheckpointMode>()
               from busy in (string[])["false", "true"]
               select (IReadOnlyList<(string, string)>)[("mode", Names.Of(mode)), ("busy", busy)],
        ]);

    private static IReadOnlyList<IReadOnlyList<(string Key, string Value)>> Lanes =>
        [.. Enum.GetValues<WriteLane>().Select(lane => (IReadOnlyList<(string, string)>)[("lane", Names.Of(lane))])];

    private static IReadOnlyList<(string Key, string Value)> Connection(string name) => [("connection", name)];
}
