using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Readers;

/// <summary>
/// The router in front of the readers. It sends a query to an idle reader. If no reader is idle, the query waits here in a bounded queue, in order of arrival.
/// A query beyond the bound is refused at once; a query that waited past its deadline is refused and counted. Akka's round-robin pool has no bound, and could put a
/// query behind a slow query while another reader is idle. Searches for holes read whole series, so they never occupy all readers: further searches wait in a queue
/// of their own.
/// </summary>
/// <remarks>
/// The router asks the writer repeatedly whether the file is open. Then it creates the readers. <see cref="CloseReaders"/> stops them.
/// Supervision: a reader that throws is restarted and reports that it is idle.
/// </remarks>
public sealed class DbReaderRouterActor : ReceiveActor, IWithTimers
{
    /// <summary>Time from the arrival of a query to the report to the monitor. The report is repeated while a query runs or waits.</summary>
    private static readonly TimeSpan ReportWithin = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AskReadinessEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Pause before the question is repeated without an answer. A writer that waits for another program's lock answers late, and an answer may be lost.
    /// </summary>
    private static readonly TimeSpan AskAgainWithoutAnswer = TimeSpan.FromSeconds(1);

    private readonly ReaderContext _context;
    private readonly StorageSettings _settings;
    private readonly IActorRef _writer;
    private readonly TimeProvider _time;
    private readonly CancellationToken _givingUp;
    private readonly Stack<IActorRef> _idle = new();
    private readonly Queue<RoutedRead> _waitingReads = new();
    private readonly Queue<RoutedRead> _waitingSearches = new();
    private readonly HashSet<IActorRef> _searching = [];
    private readonly HashSet<IActorRef> _readers = [];
    private int _waitingPeak;
    private IActorRef _closeAskedBy = ActorRefs.Nobody;

    /// <param name="context">The settings and collaborators.</param>
    /// <param name="writer">Says when it has opened the file.</param>
    /// <param name="givingUp">Cancelled when the time for the program's stop is nearly over: running queries are interrupted.</param>
    public DbReaderRouterActor(ReaderContext context, IActorRef writer, CancellationToken givingUp)
    {
        (_context, _settings, _writer, _time, _givingUp) = (context, context.Settings, writer, context.Time, givingUp);
        Closed();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Close all readers and refuse all further queries. Answered with <see cref="ReadersClosed"/>.</summary>
    public sealed record CloseReaders
    {
        public static readonly CloseReaders Instance = new();
    }

    /// <summary>No reader has the file open.</summary>
    public sealed record ReadersClosed
    {
        public static readonly ReadersClosed Instance = new();
    }

    internal static ReadRefused Expired { get; } =
        new(ReadRefusal.Expired, "The database did not answer in time.", TimeSpan.FromSeconds(1));

    private static ReadRefused NotReady { get; } =
        new(ReadRefusal.NotReady, "The database is not open for reading.", TimeSpan.FromSeconds(1));

    /// <inheritdoc cref="DbReaderRouterActor(ReaderContext, IActorRef, CancellationToken)"/>
    public static Props Props(ReaderContext context, IActorRef writer, CancellationToken givingUp = default) =>
        Akka.Actor.Props.Create(() => new DbReaderRouterActor(context, writer, givingUp));

    protected override void PreStart() => AskReadiness();

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(maxNrOfRetries: -1, withinTimeRange: TimeSpan.FromMinutes(1), _ => Directive.Restart);

    private int Waiting => _waitingReads.Count + _waitingSearches.Count;

    private bool MaySearch => _searching.Count < Math.Max(1, _settings.Readers - 1);

    private void Closed()
    {
        Receive<IReadMessage>(query => Refuse(query, NotReady));
        Receive<WriterProtocol.WriterReady>(_ => Open());
        Receive<WriterProtocol.WriterNotReady>(_ => AskReadinessIn(AskReadinessEvery));
        Receive<ReadinessDue>(_ => AskReadiness());
        Receive<CloseReaders>(_ => Close());

        // A late message of a reader that existed before a restart of the router.
        Receive<ReaderIdle>(_ => { });
    }

    private void Opened()
    {
        Receive<IReadMessage>(OnRead);
        Receive<ReaderIdle>(OnIdle);
        Receive<ReportState>(_ => OnReportDue());

        Receive<CloseReaders>(_ => Close());
        Receive<Terminated>(terminated => OnTerminated(terminated.ActorRef));

        // A late answer: the router has asked more than once.
        Receive<WriterProtocol.WriterReady>(_ => Report());
    }

    private void Stopped()
    {
        Receive<IReadMessage>(query => Refuse(query, NotReady));
        Receive<CloseReaders>(_ => Close());
        Receive<Terminated>(terminated => OnTerminated(terminated.ActorRef));
        Receive<ReaderIdle>(_ => { });
    }

    private void AskReadiness()
    {
        _writer.Tell(WriterProtocol.GetWriterReadiness.Instance);
        AskReadinessIn(AskAgainWithoutAnswer);
    }

    private void AskReadinessIn(TimeSpan time) => Timers.StartSingleTimer(nameof(ReadinessDue), ReadinessDue.Instance, time);

    private void Open()
    {
        Timers.Cancel(nameof(ReadinessDue));
        for (var number = 1; number <= _settings.Readers; number++)
            _readers.Add(Context.Watch(Context.ActorOf(DbReaderActor.Props(number, Self, _context, _givingUp), $"reader-{number}")));
        _context.Logger.ReadersOpened(_settings.Readers, _settings.Path);
        Report();
        Become(Opened);
    }

    private void Close()
    {
        _closeAskedBy = Sender;
        Timers.CancelAll();
        foreach (var read in _waitingReads.Concat(_waitingSearches))
            read.Asker.Tell(NotReady);
        _waitingReads.Clear();
        _waitingSearches.Clear();
        _searching.Clear();
        _idle.Clear();
        foreach (var reader in _readers)
            Context.Stop(reader);
        Become(Stopped);
        AnswerCloseWhenClosed();
    }

    private void OnTerminated(IActorRef reader)
    {
        _readers.Remove(reader);
        AnswerCloseWhenClosed();
    }

    private void AnswerCloseWhenClosed()
    {
        if (_readers.Count == 0)
            _closeAskedBy.Tell(ReadersClosed.Instance);
    }

    private void OnRead(IReadMessage query)
    {
        ReportSoon();
        var read = new RoutedRead(query, Sender, Stopwatch.GetTimestamp(), Deadline.In(query.Remaining, _time));
        if ((query is not FindMissing || MaySearch) && _idle.TryPop(out var reader))
        {
            Give(reader, read);
        }
        else if (Waiting < _settings.ReadQueueLimit)
        {
            (query is FindMissing ? _waitingSearches : _waitingReads).Enqueue(read);
            _waitingPeak = Math.Max(_waitingPeak, Waiting);
        }
        else
        {
            Refuse(query, new ReadRefused(
                ReadRefusal.QueueFull,
                $"{_settings.ReadQueueLimit} queries wait for the database already.",
                TimeSpan.FromSeconds(1)));
        }
    }

    private void OnIdle(ReaderIdle idle)
    {
        _searching.Remove(idle.Ref);
        while (TryTakeNext(out var read))
        {
            if (read.Deadline.HasPassed(_time))
            {
                read.Asker.Tell(Expired);
                Observe(read.Query, read.ArrivedAt, ReadOutcome.Expired);
                continue;
            }

            Give(idle.Ref, read);
            return;
        }

        _idle.Push(idle.Ref);
    }

    /// <summary>Takes the query that arrived first, among the queries that may start now.</summary>
    private bool TryTakeNext([MaybeNullWhen(false)] out RoutedRead next)
    {
        var searchIsFirst = MaySearch && _waitingSearches.TryPeek(out var search)
            && !(_waitingReads.TryPeek(out var read) && read.ArrivedAt <= search.ArrivedAt);
        return (searchIsFirst ? _waitingSearches : _waitingReads).TryDequeue(out next);
    }

    private void Give(IActorRef reader, RoutedRead read)
    {
        if (read.Query is FindMissing)
            _searching.Add(reader);
        reader.Tell(read);
    }

    private void Refuse(IReadMessage query, ReadRefused refusal)
    {
        Sender.Tell(refusal);
        Observe(query, Stopwatch.GetTimestamp(), ReadOutcome.Refused);
    }

    private void Observe(IReadMessage query, long arrivedAt, ReadOutcome outcome) =>
        _context.Monitor.Tell(new StorageMonitorProtocol.ReadObserved(0, query.Kind, Stopwatch.GetElapsedTime(arrivedAt), TimeSpan.Zero, default, outcome));

    private void OnReportDue()
    {
        Report();
        if (_idle.Count < _readers.Count || Waiting > 0)
            ReportSoon();
    }

    private void ReportSoon()
    {
        if (!Timers.IsTimerActive(nameof(ReportState)))
            Timers.StartSingleTimer(nameof(ReportState), ReportState.Instance, ReportWithin);
    }

    private void Report()
    {
        var report = new StorageMonitorProtocol.ReadersReported(_readers.Count, _readers.Count - _idle.Count, Waiting, _waitingPeak);
        _context.Board.Reported = report;
        _context.Monitor.Tell(report);
    }

    private sealed record ReadinessDue
    {
        public static readonly ReadinessDue Instance = new();
    }

    private sealed record ReportState
    {
        public static readonly ReportState Instance = new();
    }
}
