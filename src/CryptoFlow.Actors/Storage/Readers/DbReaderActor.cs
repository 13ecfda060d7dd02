using System.Diagnostics;
using Akka.Actor;
using CryptoFlow.Logging;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Monitor;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Readers;

/// <summary>A query on its way through the router. It stays within the process.</summary>
/// <param name="Query">The query.</param>
/// <param name="Asker">The actor to answer.</param>
/// <param name="ArrivedAt">The time of arrival, <see cref="Stopwatch"/> ticks.</param>
/// <param name="Deadline">When the asker stops waiting, by the clock of this process.</param>
internal sealed record RoutedRead(IReadMessage Query, IActorRef Asker, long ArrivedAt, Deadline Deadline);

/// <summary>The reader has answered its query and is ready for the next.</summary>
internal sealed record ReaderIdle(int Reader, IActorRef Ref);

/// <summary>
/// Owns one read-only connection with its prepared statements, on a thread of its own. Takes one query at a time from the router, and always answers it with the
/// query's reply or with <see cref="ReadRefused"/>. After a failure the reader opens a new connection for the next query. A reader never writes, so the writer never
/// waits for it.
/// </summary>
internal sealed class DbReaderActor : ReceiveActor
{
    private readonly int _number;
    private readonly IActorRef _router;
    private readonly StorageSettings _settings;
    private readonly OpenReadStore _open;
    private readonly IActorRef _monitor;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RepeatedWarning _failures;
    private readonly CancellationToken _givingUp;
    private readonly ReaderBoard _board;
    private readonly ReadActivity _reading;
    private IReadStore? _store;
    private LockWait _waitOfFailed;

    /// <param name="number">The reader's number, from 1.</param>
    /// <param name="router">Receives <see cref="ReaderIdle"/>.</param>
    /// <param name="context">The settings and collaborators.</param>
    /// <param name="givingUp">Cancelled when the time for the program's stop is nearly over: the running query is interrupted.</param>
    public DbReaderActor(int number, IActorRef router, ReaderContext context, CancellationToken givingUp)
    {
        (_number, _router, _givingUp) = (number, router, givingUp);
        (_settings, _open, _board, _reading, _monitor, _time, _logger) = context;
        _failures = new RepeatedWarning(_time, TimeSpan.FromSeconds(30));
        Receive<RoutedRead>(OnRead);
    }

    /// <inheritdoc cref="DbReaderActor(int, IActorRef, ReaderContext, CancellationToken)"/>
    public static Props Props(int number, IActorRef router, ReaderContext context, CancellationToken givingUp) =>
        Akka.Actor.Props.Create(() => new DbReaderActor(number, router, context, givingUp)).WithDispatcher("cryptoflow.reader-dispatcher");

    protected override void PreStart() => _router.Tell(new ReaderIdle(_number, Self));

    protected override void PostStop()
    {
        _store?.Dispose();
    }

    private void OnRead(RoutedRead read)
    {
        var started = Stopwatch.GetTimestamp();
        var isCounted = !(_reading.IsWarmingUp && read.Query is ReadCandles or ReadGaps);
        var running = new RunningQuery(_number, read.Query, _time.GetTimestamp());
        _board.Begin(running);
        var (answer, outcome) = Answer(running, read.Deadline);
        _board.End(_number);
        read.Asker.Tell(answer, Self);
        _router.Tell(new ReaderIdle(_number, Self));
        var lockWait = _store?.TakeLockWait() ?? _waitOfFailed;
        _waitOfFailed = default;
        if (isCounted || outcome != ReadOutcome.Answered)
        {
            _monitor.Tell(new StorageMonitorProtocol.ReadObserved(
                _number,
                read.Query.Kind,
                Stopwatch.GetElapsedTime(read.ArrivedAt, started),
                Stopwatch.GetElapsedTime(started),
                lockWait,
                outcome));
        }
    }

    private (IReadReply Answer, ReadOutcome Outcome) Answer(RunningQuery running, Deadline deadline)
    {
        var query = running.Query;
        if (deadline.HasPassed(_time))
            return (DbReaderRouterActor.Expired, ReadOutcome.Expired);
        try
        {
            if (_store is null)
                _board.RefuseReplacedFile(_settings.Path);
            _store ??= _open(_givingUp);
            return (_store.Answer(query, deadline, running), ReadOutcome.Answered);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Interrupted)
        {
            return (DbReaderRouterActor.Expired, ReadOutcome.Interrupted);
        }
        catch (StoreException e)
        {
            if (_failures.ShouldLog(out var suppressed))
                _logger.ReaderFailed(_number, e.Message, suppressed);
            if (e.Failure == StoreFailure.Moved)
                _board.FileMoved();
            if (e.Failure == StoreFailure.Damaged)
                _monitor.Tell(new StorageMonitorProtocol.FileDamaged(e.Message));
            _waitOfFailed = (_store?.TakeLockWait() ?? default).EndedBy(e);
            return Failed(e.Message);
        }
#pragma warning disable CA1031 // After a defect, too, the sender must get an answer, and the next query needs a new connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _logger.ReaderDefect(e, _number);
            return Failed("The query failed.");
        }
    }

    private (IReadReply Answer, ReadOutcome Outcome) Failed(string detail)
    {
        _store?.Dispose();
        _store = null;
        return (new ReadRefused(ReadRefusal.Failed, detail, TimeSpan.FromSeconds(1)), ReadOutcome.Failed);
    }
}
