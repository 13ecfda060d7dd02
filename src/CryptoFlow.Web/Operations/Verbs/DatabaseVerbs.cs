using System.Globalization;
using Akka.Hosting;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Monitor.DayRecord;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Http;
using static CryptoFlow.Web.Operations.LineValues;

namespace CryptoFlow.Web.Operations.Verbs;

/// <summary>The palette <c>db</c>.</summary>
internal sealed class DatabaseVerbs(MonitorBoard board, WriteRequests writer, IRequiredActor<StorageMonitorActor> monitor, TimeProvider time)
{
    private const string NotAnswering = "The storage monitor does not answer; try again.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Longer than the checkpoint of a WAL of several gigabytes.</summary>
    private static readonly TimeSpan CheckpointPatience = TimeSpan.FromSeconds(30);

    public VerbAnswer Status()
    {
        if (board.Newest?.JudgedBy(time) is not { } health)
            return Problem.Unavailable(HealthApi.NotStarted);
        var (w, r, wal) = (health.Writer, health.Readers, health.Wal);
        return new List<OperationLine>
        {
            new(new("part", "writer"), new("open", w.Open, w.Open ? "open" : "not open"), Number("queue", w.QueueDepth, "", " wait"), Number("committed", w.MessagesCommitted, "", " messages committed"), Number("rejected", w.Rejected, "", " rejected"), new("failure", w.Failure)),
            new(new("part", "readers"), Number("readers", r.Count, "", " readers"), Number("running", r.InFlight, "", " queries run"), Number("waiting", r.QueueDepth, "", " wait"), Number("answered", r.Answered, "", " answered"), Number("failed", r.Failed, "", " failed")),
            new(new("part", "wal"), Number("bytes", wal.FileBytes, "", " bytes"), Number("pages", wal.Pages, "", " pages"), Number("checkpointed", wal.CheckpointedPages, "", " of them in the file"), Number("checkpoints", wal.Checkpoints, "", " checkpoints")),
            new(new("part", "file"), new("bytes", health.File.Bytes, Bytes(health.File.Bytes, "")), new("diskFreeBytes", health.File.DiskFreeBytes, Bytes(health.File.DiskFreeBytes, " free")), Number("candles", health.RowsByInterval.Values.Sum(), "", " candles"), Number("series", health.Series.Length, "", " series")),
        };
    }

    public async Task<VerbAnswer> LocksAsync(CancellationToken aborted)
    {
        var now = Now();
        if (board.Health is not { } health)
            return Problem.Unavailable(HealthApi.NotStarted);
        if (await ReadAsync(now, now, aborted) is not { } record)
            return Problem.Unavailable(NotAnswering);
        var lines = record.Locks.Where(l => l.IsHeld).Select(LineOf).ToList();
        if (health.Writer.QueueDepth > 0)
            lines.Add(new(new("kind", "queue"), new("who", "writer"), Number("messages", health.Writer.QueueDepth, "", " messages wait"), Duration("oldestWaitMs", health.Writer.OldestWait, "the oldest for ")));
        lines.Add(OperationLine.Count(lines.Count, "holders and queues"));
        return lines;
    }

    public async Task<VerbAnswer> ReadersAsync(CancellationToken aborted)
    {
        var now = Now();
        if (board.Health is not { } health)
            return Problem.Unavailable(HealthApi.NotStarted);
        if (await ReadAsync(now, now, aborted) is not { } record)
            return Problem.Unavailable(NotAnswering);
        var lines = record.Reads.Select(r => new OperationLine(Number("reader", r.Reader, "reader "), new("query", r.Query), Duration("ageMs", r.Age, "runs for "))).ToList();
        lines.Add(new(Number("count", lines.Count, "Count: ", " queries run"), Number("readers", health.Readers.Count, "", " readers"), Number("waiting", health.Readers.QueueDepth, "", " queries wait")));
        return lines;
    }

    public VerbAnswer Retention()
    {
        if (board.Newest?.JudgedBy(time) is not { } health)
            return Problem.Unavailable(HealthApi.NotStarted);
        if (health.Storage.Place == StoragePlace.Unknown)
            return Problem.Unavailable("No node with the writer has reported to this node yet; try again.");
        if (health.Retention is not { } r)
            return new List<OperationLine> { OperationLine.Say("Candles are kept for ever: no CryptoFlow:Retention is set.") };
        return new List<OperationLine>(
        [
            .. r.Rules.Days.Select(rule => new OperationLine(new("kind", "rule"), new("interval", rule.Key.Name), Number("days", rule.Value, "kept for ", " days"))),
            new(
                new("kind", "run"),
                new("running", r.Running, r.Running ? "runs now" : "waits"),
                TimeOrNone("lastRunAt", r.LastRunAt, "last run ", "no run has ended"),
                Number("lastRemoved", r.LastRemoved, "", " candles removed by it"),
                Number("removed", r.Removed, "", " since the start"),
                TimeOrNone("nextAt", r.NextAt, "next run ", "no run is planned"),
                new("progressAt", r.ProgressAt, $"last progress {TimeText(r.ProgressAt)}"),
                new("failure", r.Failure)),
        ]);
    }

    public async Task<VerbAnswer> CheckpointAsync(OperationRequest.Call call, CancellationToken aborted)
    {
        var mode = call["mode"] == "truncate" ? CheckpointMode.Truncate : CheckpointMode.Passive;
        var (done, problem) = await writer.SendAsync(remaining => new WriterProtocol.RunCheckpoint(WriteId.New(), mode, remaining), CheckpointPatience, aborted);
        if (done is null)
            return problem!;
        var o = done.Outcome;
        return new List<OperationLine>
        {
            new(new("kind", "checkpoint"), new("mode", call["mode"]), Busy(o.Busy), Number("moved", o.MovedPages, "moved ", " pages"), Number("left", o.LeftPages, "left ", " pages"), Duration("durationMs", o.Duration, "")),
        };
    }

    /// <exception cref="InputException">A time is wrong.</exception>
    public async Task<VerbAnswer> WhyAsync(OperationRequest.Call call, CancellationToken aborted)
    {
        var at = TimeOfDay.Parse(call["at"], time.GetUtcNow());
        if (!int.TryParse(call["around"], NumberStyles.None, CultureInfo.InvariantCulture, out var around) || around is < 1 or > 3600)
            throw new InputException($"around is '{SeriesInput.Quote(call["around"])}'; it is a number of seconds from 1 to 3600.");
        var (from, to) = (at - (around * 1000L), at + (around * 1000L));
        if (await ReadAsync(from, to, aborted) is not { } record)
            return Problem.Unavailable(NotAnswering);

        List<OperationLine> lines = [.. record.Locks.Select(LineOf), .. record.Waits.Select(LineOf), .. record.Checkpoints.Select(LineOf)];
        lines.Add(new(
            Number("count", lines.Count, "Count: ", " entries"),
            new("from", from, $"from {TimeText(from)}"),
            new("to", to, $"to {TimeText(to)}"),
            new("recordSince", record.Since, $"the record is complete since {TimeText(record.Since)}")));
        return lines;
    }

    private static OperationLine LineOf(HeldLock held) => new(
        new("kind", held.Writes ? "write lock" : "snapshot"),
        new("who", held.Holder),
        Time("from", held.From),
        Time("to", held.To),
        Duration("durationMs", TimeSpan.FromMilliseconds(held.To - held.From), "for "),
        new("isHeld", held.IsHeld, held.IsHeld ? "held now" : "ended"));

    private static OperationLine LineOf(WaitedMessages waited) => new(
        new("kind", "waited"),
        new("message", waited.Message),
        Time("from", waited.From),
        Time("to", waited.To),
        Number("count", waited.Count, "", waited.Count == 1 ? " message" : " messages"),
        Duration("longestInQueueMs", waited.LongestInQueue, "in the queue up to "),
        Duration("longestForLockMs", waited.LongestForLock, "for the lock up to "),
        Number("refused", waited.Refused, "", " refused"));

    private static OperationLine LineOf(CheckpointsRun run) => new(
        new("kind", "checkpoint"),
        new("mode", run.Mode == CheckpointMode.Truncate ? "truncate" : "passive"),
        Time("from", run.From),
        Time("to", run.To),
        Number("count", run.Count, "", run.Count == 1 ? " checkpoint" : " checkpoints"),
        Busy(run.Busy),
        Number("moved", run.MovedPages, "moved ", " pages"),
        Number("left", run.LeftPages, "left ", " pages"),
        Duration("longestMs", run.Longest, "up to "));

    private static LineField TimeOrNone(string name, long? ms, string label, string none) => new(name, ms, ms is { } known ? $"{label}{TimeText(known)}" : none);

    private static LineField Busy(bool busy) => new("busy", busy, busy ? "a reader held it up" : "complete");

    private static string Bytes(long? bytes, string after) => bytes is null ? "unknown" : string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes{after}");

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<StorageRecordRead?> ReadAsync(long from, long to, CancellationToken aborted) =>
        monitor.TryGet(out var actor) ? await new StorageRecordClient(actor, time, Patience).ReadAsync(from, to, aborted) : null;
}
