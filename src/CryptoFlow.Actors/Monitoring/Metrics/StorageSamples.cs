using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Monitoring.MonitorProtocol;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>
/// Histograms and counts of what the writer, the readers and the checkpoints take. Recorded on the monitor's thread; collected on any.
/// </summary>
internal sealed class StorageSamples : IMonitorSamples
{
    private readonly Histogram<double> _lockWait;
    private readonly Histogram<double> _queueTime;
    private readonly Histogram<double> _handlerTime;
    private readonly Counter<long> _messages;
    private readonly Histogram<double> _readQueueTime;
    private readonly Histogram<double> _queryTime;
    private readonly Histogram<double> _checkpoints;
    private readonly ConcurrentDictionary<string, double> _longestWait = new();

    public StorageSamples(Meter meter)
    {
        _lockWait = meter.Seconds(
            "cryptoflow.db.lock.wait", "Time that a transaction or query waited for another program's lock; those that did not wait are not counted.", CryptoFlowMeter.LockWaitBounds);
        meter.CreateObservableGauge(
            "cryptoflow.db.lock.wait.max", TakeLongestWaits, "s", "Longest wait for a lock since the metrics were last collected.");

        _queueTime = meter.Seconds("cryptoflow.db.writer.queue.time", "Time that a message waited for the writer.", CryptoFlowMeter.WriterBounds);
        _handlerTime = meter.Seconds("cryptoflow.db.writer.handler.time", "Time that the writer took for a message, COMMIT and lock waits included.", CryptoFlowMeter.WriterBounds);
        _messages = meter.CreateCounter<long>("cryptoflow.db.writer.messages", "{message}", "Messages that went through the writer, by what came of them.");

        _readQueueTime = meter.Seconds("cryptoflow.db.reader.queue.time", "Time that a query waited for a reader.", CryptoFlowMeter.QueryBounds);
        _queryTime = meter.Seconds("cryptoflow.db.reader.query.time", "Time that a reader took for a query.", CryptoFlowMeter.QueryBounds);

        _checkpoints = meter.Seconds("cryptoflow.db.checkpoint.duration", "Time that a checkpoint took of the writer's thread.", CryptoFlowMeter.WriterBounds);
    }

    public void Add(WriteObserved write)
    {
        var lane = Label.Of("lane", Names.Of(write.Lane));
        _queueTime.Record(write.QueueTime.TotalSeconds, lane);
        _handlerTime.Record(write.HandlerTime.TotalSeconds, lane);
        _messages.Add(1, lane, Label.Of("result", write.Rejection is { } rejection ? Names.Of(rejection) : "committed"));
        AddWait(LockWaitBook.Writer, write.LockWait);
    }

    public void Add(ReadObserved read)
    {
        // What the router refused has neither waited nor run.
        if (read.Outcome != ReadOutcome.Refused)
        {
            _readQueueTime.Record(read.QueueTime.TotalSeconds);
            _queryTime.Record(read.HandlerTime.TotalSeconds, Label.Of("query", read.Query), Label.Of("outcome", Names.Of(read.Outcome)));
        }

        if (read.Reader > 0)
            AddWait(LockWaitBook.Reader(read.Reader), read.LockWait);
    }

    public void Add(CheckpointObserved checkpoint) => _checkpoints.Record(
        checkpoint.Outcome.Duration.TotalSeconds,
        Label.Of("mode", Names.Of(checkpoint.Outcome.Mode)),
        Label.Of("busy", checkpoint.Outcome.Busy ? "true" : "false"));

    public void AddMonitorWait(LockWait wait) => AddWait(LockWaitBook.Monitor, wait);

    private void AddWait(string connection, LockWait wait)
    {
        var waited = wait.Waited.TotalSeconds;
        _longestWait.AddOrUpdate(connection, waited, (_, longest) => Math.Max(longest, waited));
        if (!wait.Happened)
            return;
        _lockWait.Record(waited, Label.Of("connection", connection));
    }

    private List<Measurement<double>> TakeLongestWaits()
    {
        List<Measurement<double>> longest = [];
        foreach (var (connection, seen) in _longestWait)
        {
            var waited = seen;
            while (!_longestWait.TryUpdate(connection, 0, waited))
                waited = _longestWait[connection];
            longest.Add(new(waited, Label.Of("connection", connection)));
        }

        return longest;
    }
}
