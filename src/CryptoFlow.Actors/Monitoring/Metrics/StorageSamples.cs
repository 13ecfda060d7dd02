using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>
/// Histograms and counters of the writer, the readers and the checkpoints. The monitor's thread records them; any thread may collect them.
/// </summary>
internal sealed class StorageSamples : IMonitorSamples
{
    private const string Committed = "committed";

    private readonly Histogram<double> _lockWait;
    private readonly Histogram<double> _queueTime;
    private readonly Histogram<double> _handlerTime;
    private readonly Counter<long> _messages;
    private readonly Histogram<double> _readQueueTime;
    private readonly Histogram<double> _queryTime;
    private readonly Histogram<double> _checkpoints;
    private readonly ConcurrentDictionary<string, double> _longestWait = new();

    /// <param name="meter">The program's meter.</param>
    /// <param name="readers">Number of readers of the database.</param>
    public StorageSamples(Meter meter, int readers)
    {
        _lockWait = meter.Create(HistogramShape.LockWait(readers));
        meter.CreateObservableGauge(
            "cryptoflow.db.lock.wait.max", TakeLongestWaits, "s", "Longest wait for a lock since the metrics were last collected.");
        foreach (var connection in LockWaitBook.Connections(readers))
            _longestWait[connection] = 0;

        _queueTime = meter.Create(HistogramShape.WriterQueueTime);
        _handlerTime = meter.Create(HistogramShape.WriterHandlerTime);
        _messages = meter.CreateCounter<long>("cryptoflow.db.writer.messages", "{message}", "Messages that the writer answered, by lane and result.");
        foreach (var lane in Enum.GetValues<WriteLane>())
        {
            foreach (var result in (string[])[Committed, .. Enum.GetValues<WriteRefusal>().Select(Names.Of)])
                _messages.Add(0, Label.Of("lane", Names.Of(lane)), Label.Of("result", result));
        }

        _readQueueTime = meter.Create(HistogramShape.ReaderQueueTime);
        _queryTime = meter.Create(HistogramShape.QueryTime);
        _checkpoints = meter.Create(HistogramShape.CheckpointDuration);
    }

    public void Add(WriteObserved write)
    {
        var lane = Label.Of("lane", Names.Of(write.Lane));
        _queueTime.Record(write.QueueTime.TotalSeconds, lane);
        _handlerTime.Record(write.HandlerTime.TotalSeconds, lane);
        _messages.Add(1, lane, Label.Of("result", write.Rejection is { } rejection ? Names.Of(rejection) : Committed));
        AddWait(LockWaitBook.Writer, write.LockWait);
    }

    public void Add(ReadObserved read)
    {
        // A query that the router refused has neither waited for a reader nor run.
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
