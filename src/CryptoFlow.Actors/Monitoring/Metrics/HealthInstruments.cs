using System.Diagnostics.Metrics;
using CryptoFlow.Collectors;
using CryptoFlow.Messages;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Trading.Live;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>
/// Gauges and counters. Each collection reads them from the newest snapshot on the board, without a query, a lock or a message. They have no values before the
/// monitor has started.
/// </summary>
internal sealed class HealthInstruments
{
    private readonly Meter _meter;
    private readonly MonitorBoard _board;
    private readonly TimeProvider _time;

    /// <param name="meter">The program's meter.</param>
    /// <param name="board">Holds the snapshots.</param>
    /// <param name="rules">All alert rules.</param>
    /// <param name="time">The clock.</param>
    public HealthInstruments(Meter meter, MonitorBoard board, IReadOnlyCollection<AlertRule> rules, TimeProvider time)
    {
        _meter = meter;
        _board = board;
        _time = time;
        Locks();
        Writer();
        Readers();
        File();
        Collectors();
        Series();
        Trading();
        Backups();
        Retention();
        Process();
        StreamInstruments.Create(meter, board);
        FundingInstruments.Create(meter, board);

        Gauge("cryptoflow.health.age", "s", "Age of the monitor's newest snapshot, from which most other metrics come.",
            _ => Math.Round(board.Newest?.AgeBy(time).TotalSeconds ?? 0, 3), own: true);
        Gauges("cryptoflow.health.status", "{status}", "Status by component: 0 ok, 1 degraded, 2 unhealthy.", Components, own: true);
        Gauges("cryptoflow.alert.active", "{alert}", "1 while the alert is raised, else 0.", _ =>
        {
            var active = board.Alerts.Select(a => a.Name).ToHashSet();
            return rules.Select(r => Value(active.Contains(r.Name) ? 1 : 0, ("alert", r.Name), ("severity", Names.Of(r.Severity))));
        });
        Counters("cryptoflow.alert.webhook.posts", "{post}", "Posts to the alerts' webhook: delivered, given up after the last try, or dropped because too many waited.", _ =>
        [
            Value(board.Webhook.Delivered, ("result", "delivered")),
            Value(board.Webhook.GivenUp, ("result", "given_up")),
            Value(board.Webhook.Dropped, ("result", "dropped")),
        ]);
    }

    private void Locks()
    {
        Counters("cryptoflow.db.lock.waits", "{wait}", "Transactions and queries that waited for another connection's lock.", h =>
            from connection in h.LockWaits
            select Value(connection.Value.Waits, ("connection", connection.Key)));
        Counters("cryptoflow.db.lock.refusals", "{refusal}", "Calls that SQLite refused for another connection's lock, by its result.", h =>
            from connection in h.LockWaits
            from refusal in RefusalsOf(connection.Value)
            select Value(refusal.Count, ("connection", connection.Key), ("result", refusal.Result)));
    }

    private static (string Result, long Count)[] RefusalsOf(LockWaitHealth waits) =>
        [("busy", waits.Busy), ("busy_snapshot", waits.BusySnapshot), ("locked", waits.Locked)];

    private void Writer()
    {
        Gauge("cryptoflow.db.writer.queue.depth", "{message}", "Messages that wait for the writer.", h => h.Writer.QueueDepth);
        Gauge("cryptoflow.db.writer.queue.oldest_wait", "s", "Time for which the oldest message in the queue has waited for the writer.", h => h.Writer.OldestWait.TotalSeconds);
        Gauge("cryptoflow.db.writer.queue.peak", "{message}", "Most messages that have waited at once since the start.", h => h.Writer.QueuePeak);
        Counter("cryptoflow.db.writer.queue.refused", "{message}", "Messages that the writer refused because its queue was full; their senders send them again.", h => h.Writer.QueueRefused);
        Counter("cryptoflow.db.writer.rows", "{candle}", "Candles inserted or changed.", h => h.Writer.RowsWritten);
        Counter("cryptoflow.db.writer.busy.time", "s", "Time that the writer spent on messages.", h => h.Writer.BusyMs / 1000);
        Gauge("cryptoflow.db.writer.idle.ratio", "1", "Share of the last minute in which the writer had nothing to do.", h => h.Writer.IdleShare);
    }

    private void Readers()
    {
        Gauge("cryptoflow.db.reader.in_flight", "{query}", "Queries that readers work on.", h => h.Readers.InFlight);
        Gauge("cryptoflow.db.reader.queue.depth", "{query}", "Queries that wait for a reader.", h => h.Readers.QueueDepth);
        Counters("cryptoflow.db.reader.queries", "{query}", "Queries by outcome.", h =>
        [
            Value(h.Readers.Answered, ("outcome", "answered")),
            Value(h.Readers.Expired, ("outcome", "expired")),
            Value(h.Readers.Interrupted, ("outcome", "interrupted")),
            Value(h.Readers.Refused, ("outcome", "refused")),
            Value(h.Readers.Failed, ("outcome", "failed")),
        ]);
    }

    private void File()
    {
        Gauge("cryptoflow.db.wal.size", "By", "Size of the WAL file.", h => h.Wal.FileBytes);
        Gauge("cryptoflow.db.wal.pages", "{page}", "Pages in the WAL.", h => h.Wal.Pages);
        Gauge("cryptoflow.db.wal.backlog", "{page}", "Pages that are only in the WAL, not yet in the file.", h => h.Wal.Pages - h.Wal.CheckpointedPages);
        Gauge("cryptoflow.db.wal.pin.age", "s", "Age of the oldest snapshot that prevents a WAL reset; 0 if no snapshot is old.",
            h => h.Wal.PinnedBy?.Age.TotalSeconds ?? 0);
        Counter("cryptoflow.db.checkpoint.pages", "{page}", "Pages that checkpoints moved into the file.", h => h.Wal.PagesMoved);
        Gauges("cryptoflow.db.file.size", "By", "Size of the database file without the WAL.", h => Known(h.File.Bytes));
        Gauges("cryptoflow.db.file.free", "By", "Part of the database file that is free for later writes.", h => Known(h.File.FreeBytes));
        Gauges("cryptoflow.db.disk.free", "By", "Free space on the disk of the database file.", h => Known(h.File.DiskFreeBytes));
    }

    private void Collectors()
    {
        PerExchange(Counters, "requests", "{request}", "Requested pages: stored, empty or given up.", c => c.Requests);
        PerExchange(Counters, "failures", "{request}", "Pages given up, and failed look-ups of symbols.", c => c.Failures);
        PerExchange(Counters, "refused", "{request}", "Requests that the exchange refused because there were too many (429, 418, 403).", c => c.RefusedByExchange);
        PerExchange(Gauges, "budget.used", "{unit}", "Used amount of the exchange's tightest limit in the present window.", c => c.BudgetUsed);
        PerExchange(Gauges, "budget.limit", "{unit}", "The exchange's tightest limit.", c => c.BudgetLimit);
        Gauges("cryptoflow.collector.paused", "{exchange}", "1 while the exchange has told the collector to send no requests, else 0.", h =>
            h.Collectors.Select(c => Value(c.PausedUntil > h.At ? 1 : 0, ExchangeOf(c))));
        Gauges("cryptoflow.collector.phase", "{exchange}", "1 for the phase that the collector is in, 0 for the others.", h =>
            from collector in h.Collectors
            from phase in Enum.GetValues<CollectorPhase>()
            select Value(collector.Phase == phase ? 1 : 0, ExchangeOf(collector), ("phase", Names.Of(phase))));
    }

    private void Series()
    {
        Gauges("cryptoflow.series.candles", "{candle}", "Stored candles.", h => h.Series.Select(s => Value(s.Stats.Rows, LabelsOf(s))));
        Gauges("cryptoflow.series.lag", "{candle}", "Closed candles, by the exchange's clock, that are newer than the newest stored one.", h =>
            from s in h.Series
            where s.LagCandles is not null
            select Value(s.LagCandles!.Value, LabelsOf(s)));
        Gauges("cryptoflow.series.verification.age", "s", "Time since the oldest comparison of a page of stored candles with the exchange.", h =>
            from s in h.Series
            let age = VerificationHealth.Of(s.Stats.Series, h)?.OldestAge
            where age is not null
            select Value(age.Value.TotalSeconds, LabelsOf(s)));
        Gauges("cryptoflow.series.verification.never", "{page}", "Pages of stored candles that were never compared with the exchange.", h =>
            from s in h.Series
            let verification = VerificationHealth.Of(s.Stats.Series, h)
            where verification is not null
            select Value(verification.NeverCompared, LabelsOf(s)));
        Gauges("cryptoflow.series.verification.share", "1", "Share of the stored candles that were compared with the exchange within 30 days.", h =>
            from s in h.Series
            let share = VerificationHealth.Of(s.Stats.Series, h)?.VerifiedShare
            where share is not null
            select Value(share.Value, LabelsOf(s)));
        Gauges("cryptoflow.collector.findings", "{finding}", "Present findings of the checks of the stored candles.", h => h.Collectors.SelectMany(c => (Measurement<double>[])
        [
            Value(c.Sweep?.Found.Faults ?? 0, ExchangeOf(c), ("kind", "fault")),
            Value(c.Sweep?.Found.RollUps ?? 0, ExchangeOf(c), ("kind", "roll_up")),
            Value(c.Sweep?.Found.Contradictions ?? 0, ExchangeOf(c), ("kind", "contradiction")),
        ]));
        PerExchange(Counters, "revisions", "{candle}", "Stored candles that differed at a later comparison, because the exchange had changed them.", c => c.Sweep?.Changed ?? 0);
        Gauges("cryptoflow.series.gaps", "{gap}", "Missing ranges by verdict.", h => h.Series.SelectMany(s => (Measurement<double>[])
        [
            Value(s.OpenGaps, [.. LabelsOf(s), ("verdict", "open")]),
            Value(s.ConfirmedMissing, [.. LabelsOf(s), ("verdict", "confirmed_missing")]),
            Value(s.Unreadable?.Ranges ?? 0, [.. LabelsOf(s), ("verdict", "unreadable")]),
        ]));
    }

    private void Process()
    {
        Gauges("cryptoflow.process.file_descriptors.open", "{descriptor}", "File descriptors that this process has open (Linux).", h => Known(h.Descriptors.Open), own: true);
        Gauges("cryptoflow.process.file_descriptors.limit", "{descriptor}", "Number of file descriptors that this process may have open (Linux).", h => Known(h.Descriptors.Limit), own: true);
    }

    private void Trading()
    {
        PerTrader("parity.differences", "{trade}", "Recorded trades that differ from a replay of the stored candles; should be 0.", t => t.Parity?.Differences);
        PerTrader("parity.age", "s", "Time since the recorded trades were last compared.", (t, h) => t.Parity is { } parity ? Math.Max(0, (h.At - parity.At) / 1000.0) : null);
        PerTrader("capital", "{quote}", "Capital of the paper account.", t => t.Account.Capital);
        PerTrader("trades", "{trade}", "Trades booked.", t => t.Account.Trades);
        PerTrader("open", "{trade}", "Open trades.", t => t.Open.Length);
        PerTrader("last.age", "s", "Time since the open time of the last processed candle, by this machine's clock.", (t, h) => t.LastTime is { } last ? Math.Max(0, (h.At - last) / 1000.0) : null);
    }

    private void Backups()
    {
        Gauges("cryptoflow.backup.age", "s", "Age of the last proved backup; since the start of the program if there is none.", h => Known(h.Backup?.AgeOrUptimeAt(h.At).TotalSeconds));
        Gauges("cryptoflow.backup.too_old", "s", "The age from which the last proved backup is overdue.", h => Known(h.Backup?.TooOld.TotalSeconds));
        Gauges("cryptoflow.backup.size", "By", "Size of the last proved backup.", h => Known(h.Backup?.Bytes));
        Gauges("cryptoflow.backup.duration", "s", "Duration of the last proved run, including the proof.", h => Known(h.Backup?.Time.TotalSeconds));
        Counters("cryptoflow.backup.runs", "{run}", "Runs of the scheduled backup by result.", h => h.Backup is not { } backup ? [] :
        [
            Value(backup.Proved, ("result", "proved")),
            Value(backup.Postponed, ("result", "postponed")),
            Value(backup.Failed, ("result", "failed")),
            Value(backup.Differs, ("result", "differs")),
        ]);
    }

    private void Retention()
    {
        Counters("cryptoflow.retention.removed", "{candle}", "Old candles that retention has removed.", h => Known(h.Retention?.Removed));
        Counters("cryptoflow.retention.runs", "{run}", "Runs of retention by result.", h => h.Retention is not { } retention ? [] :
        [
            Value(retention.Finished, ("result", "finished")),
            Value(retention.Failed, ("result", "failed")),
        ]);
        Gauges("cryptoflow.retention.progress.age", "s", "Time since retention last removed candles or finished a run.", h => Known(h.Retention?.ProgressAgeAt(h.At).TotalSeconds));
    }

    private void PerTrader(string name, string unit, string description, Func<TraderSnapshot, double?> value) => PerTrader(name, unit, description, (t, _) => value(t));

    private void PerTrader(string name, string unit, string description, Func<TraderSnapshot, SystemHealth, double?> value) =>
        Gauges($"cryptoflow.paper.{name}", unit, description, h =>
            from trader in h.Traders
            let known = value(trader, h)
            where known is not null
            select Value(known.Value, ("strategy", trader.Trader.Strategy), ("exchange", trader.Trader.Instrument.Exchange.ToWireName()), ("symbol", trader.Trader.Instrument.Symbol)));

    private static IEnumerable<Measurement<double>> Components(SystemHealth health) =>
    [
        Value((int)health.Status, ("component", "system")),
        .. health.Components.Select(c => Value((int)c.Status, ("component", c.Name))),
    ];

    private void Gauge(string name, string unit, string description, Func<SystemHealth, double> value, bool own = false) =>
        Gauges(name, unit, description, h => [Value(value(h))], own);

    private void Counter(string name, string unit, string description, Func<SystemHealth, double> value) =>
        Counters(name, unit, description, h => [Value(value(h))]);

    private void Gauges(string name, string unit, string description, Func<SystemHealth, IEnumerable<Measurement<double>>> values) =>
        Gauges(name, unit, description, values, own: false);

    private void Gauges(string name, string unit, string description, Func<SystemHealth, IEnumerable<Measurement<double>>> values, bool own) =>
        _meter.CreateObservableGauge(name, () => Observe(values, own), unit, description);

    private void Counters(string name, string unit, string description, Func<SystemHealth, IEnumerable<Measurement<double>>> values) =>
        _meter.CreateObservableCounter(name, () => Observe(values, own: false), unit, description);

    private static void PerExchange(
        Action<string, string, string, Func<SystemHealth, IEnumerable<Measurement<double>>>> create,
        string name,
        string unit,
        string description,
        Func<CollectorState, double> value) =>
        create($"cryptoflow.collector.{name}", unit, description, h => h.Collectors.Select(c => Value(value(c), ExchangeOf(c))));

    /// <param name="values">The values of a snapshot.</param>
    /// <param name="own">True for values that each node of a cluster exports. The other values describe the storage, and only the node with the writer exports them, so that no sum counts them twice.</param>
    private IEnumerable<Measurement<double>> Observe(Func<SystemHealth, IEnumerable<Measurement<double>>> values, bool own) =>
        _board.Newest is { } newest && (own || newest.Health.Storage.Place == StoragePlace.Here) ? values(newest.JudgedBy(_time)) : [];

    private static IEnumerable<Measurement<double>> Known(double? value) => value is { } known ? [Value(known)] : [];

    private static (string, string) ExchangeOf(CollectorState collector) => ("exchange", collector.Exchange.ToWireName());

    private static (string, string)[] LabelsOf(SeriesHealth series) =>
    [
        ("exchange", series.Stats.Series.Exchange.ToWireName()),
        ("symbol", series.Stats.Series.Symbol),
        ("interval", series.Stats.Series.Interval.Name),
    ];

    private static Measurement<double> Value(double value, params (string Key, string Value)[] labels) =>
        new(value, labels.Select(l => Label.Of(l.Key, l.Value)));
}
