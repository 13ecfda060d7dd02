using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>
/// Describes a histogram: its name, and the label values that are known from the start. OpenTelemetry does not export an empty histogram, so <c>/metrics</c>
/// adds the empty ones from this list (Monitoring/DESIGN.md, Health).
/// </summary>
/// <param name="Name">The name in OpenTelemetry, without a unit.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Bounds">Upper bounds of the buckets in <see cref="Unit"/>, inclusive.</param>
/// <param name="Labels">The sets of labels that exist from the start. Each set is a histogram of its own.</param>
public sealed record HistogramShape(string Name, string Description, IReadOnlyList<double> Bounds, IReadOnlyList<IReadOnlyList<(string Key, string Value)>> Labels)
{
    public const string Seconds = "s";
    public const string Bytes = "By";

    /// <summary>The unit in UCUM: <see cref="Seconds"/> or <see cref="Bytes"/>.</summary>
    public string Unit { get; init; } = Seconds;

    /// <summary>The kinds of queries (<see cref="Storage.Readers.IReadMessage.Kind"/>).</summary>
    internal static IReadOnlyList<string> Queries { get; } =
        ["candles", "page", "series", "added_series", "revisions", "comparisons", "funding", "lock_waits", "missing", "gaps", "trader", "signals", "trades", "equity", "commits", "commit_head"];

    /// <summary>The histograms of a process with the database.</summary>
    /// <param name="readers">Number of readers of the database. Each has a connection that may wait for a lock.</param>
    public static IReadOnlyList<HistogramShape> Of(int readers) =>
        [LockWait(readers), WriterQueueTime, WriterHandlerTime, ReaderQueueTime, QueryTime, CheckpointDuration, StreamDelay];

    internal static HistogramShape LockWait(int readers) => new(
        "cryptoflow.db.lock.wait",
        "Time for which a transaction or query waited for another program's lock; those without a wait are not counted.",
        CryptoFlowMeter.LockWaitBounds,
        [.. LockWaitBook.Connections(readers).Select(Connection)]);

    internal static HistogramShape WriterQueueTime { get; } = new(
        "cryptoflow.db.writer.queue.time", "Time for which a message waited for the writer.", CryptoFlowMeter.WriterBounds, Lanes);

    internal static HistogramShape WriterHandlerTime { get; } = new(
        "cryptoflow.db.writer.handler.time", "Time that the writer needed for a message, including COMMIT and lock waits.", CryptoFlowMeter.WriterBounds, Lanes);

    internal static HistogramShape ReaderQueueTime { get; } = new(
        "cryptoflow.db.reader.queue.time", "Time for which a query waited for a reader.", CryptoFlowMeter.QueryBounds, [[]]);

    /// <summary>
    /// Histograms of other outcomes appear with their first sample. The counter <c>cryptoflow.db.reader.queries</c> has all outcomes from the start.
    /// </summary>
    internal static HistogramShape QueryTime { get; } = new(
        "cryptoflow.db.reader.query.time",
        "Time that a reader needed for a query.",
        CryptoFlowMeter.QueryBounds,
        [.. Queries.Select(query => (IReadOnlyList<(string, string)>)[("query", query), ("outcome", Names.Of(ReadOutcome.Answered))])]);

    internal static HistogramShape CheckpointDuration { get; } = new(
        "cryptoflow.db.checkpoint.duration",
        "Time for which a checkpoint occupied the writer's thread.",
        CryptoFlowMeter.WriterBounds,
        [
            .. from mode in Enum.GetValues<CheckpointMode>()
               from busy in (string[])["false", "true"]
               select (IReadOnlyList<(string, string)>)[("mode", Names.Of(mode)), ("busy", busy)],
        ]);

    internal static HistogramShape StreamDelay { get; } = new(
        "cryptoflow.stream.delay",
        "Time from the end of a candle to the stream's closing message, by the exchange's clock, and from its arrival to the commit.",
        CryptoFlowMeter.StreamBounds,
        [.. ExchangeNames.All.Select(exchange => (IReadOnlyList<(string, string)>)[("exchange", exchange.ToWireName())])]);

    private static IReadOnlyList<IReadOnlyList<(string Key, string Value)>> Lanes =>
        [.. Enum.GetValues<WriteLane>().Select(lane => (IReadOnlyList<(string, string)>)[("lane", Names.Of(lane))])];

    private static IReadOnlyList<(string Key, string Value)> Connection(string name) => [("connection", name)];
}
