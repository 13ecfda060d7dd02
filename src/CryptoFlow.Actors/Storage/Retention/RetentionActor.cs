using Akka.Actor;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.Logging;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Retention;

/// <summary>
/// Sends the writer the steps that remove old candles, once an hour. It sends the next step after the last step is committed, so at most one message of retention
/// waits for the writer. A child of <see cref="StorageActor"/>, so it runs where the writer runs.
/// </summary>
/// <remarks>
/// The actor also runs without rules. Its only step then removes the boundaries of earlier rules. If a refusal or a kill ends a run, nothing is lost: the next run
/// continues from the boundaries in the file.
/// </remarks>
internal sealed class RetentionActor : ReceiveActor, IWithTimers
{
    /// <summary>Pause before the first run, so that retention does not slow down the start of the program.</summary>
    public static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(30);

    /// <summary>The boundaries move at midnight UTC, so most runs find nothing and cost one small transaction without a write.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Pause before a refused step is sent again.</summary>
    public static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>How long a step may wait for the writer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A step without an answer counts as refused after this time. Longer than <see cref="Patience"/>, so that the writer's own refusal comes first.
    /// </summary>
    public static readonly TimeSpan OverdueAfter = Patience * 2;

    /// <summary>Maximum number of tries of one step. After the last try the run has failed.</summary>
    private const int Tries = 12;

    private readonly IActorRef _writer;
    private readonly IActorRef _monitor;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private RetentionStatus _status;
    private ActiveRun? _run;

    /// <param name="writer">The writer.</param>
    /// <param name="rules">For how long candles are kept. Only shown in the status: the writer's store applies its own copy of the rules.</param>
    /// <param name="monitor">The storage monitor, which shows each <see cref="StorageMonitorProtocol.RetentionReported"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public RetentionActor(IActorRef writer, RetentionRules rules, IActorRef monitor, TimeProvider time, ILogger logger)
    {
        (_writer, _monitor, _time, _logger) = (writer, monitor, time, logger);
        _status = new RetentionStatus(rules, Now);
        Receive<Begin>(_ => OnBegin());
        Receive<TakeStep>(_ => Step());
        Receive<Overdue>(overdue => OnRefused(new WriteRefused(overdue.Step, WriteRefusal.Expired, "The writer did not answer in time.")));
        Receive<OldCandlesRemoved>(OnRemoved);
        Receive<WriteRefused>(OnRefused);
        Receive<Report>(_ => Show(_status));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc cref="RetentionActor(IActorRef, RetentionRules, IActorRef, TimeProvider, ILogger)"/>
    public static Props Props(IActorRef writer, RetentionRules rules, IActorRef monitor, TimeProvider time, ILogger logger) =>
        Akka.Actor.Props.Create(() => new RetentionActor(writer, rules, monitor, time, logger));

    protected override void PreStart() => Sleep(FirstAfter);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void OnBegin()
    {
        _run = new ActiveRun(RunId.New());
        Show(_status with { Running = true, NextAt = null });
        Step();
    }

    private void Step()
    {
        if (_run is not { } run)
            return;
        run.Step = WriteId.New();
        run.Try++;
        _writer.Tell(new RemoveOldCandles(run.Step, run.Id, Patience));

        StartTimer(new Overdue(run.Step), OverdueAfter);
    }

    private void OnRemoved(OldCandlesRemoved removed)
    {
        if (_run is not { } run || removed.Id != run.Step)
            return;
        run.Try = 0;
        if (removed.Series is { } series)
        {
            var (count, _) = run.Series.GetValueOrDefault(series);
            run.Series[series] = (count + removed.Removed, removed.KeptFrom);
            run.Removed += removed.Removed;
            Show(_status with { Removed = _status.Removed + removed.Removed, ProgressAt = Now });
        }

        if (removed.More)
            Step();
        else
            End(null);
    }

    private void OnRefused(WriteRefused refused)
    {
        if (_run is not { } run || refused.Id != run.Step)
            return;
        if (refused.Reason is WriteRefusal.QueueFull or WriteRefusal.Expired or WriteRefusal.Busy or WriteRefusal.StorageUnavailable && run.Try < Tries)
        {
            StartTimer(TakeStep.Instance, AgainAfter);
            return;
        }

        End($"{refused.Reason}: {refused.Detail.TrimEnd('.')}");
    }

    private void End(string? failure)
    {
        var run = _run!;
        _run = null;
        foreach (var (series, (count, keptFrom)) in run.Series)
            _logger.CandlesRemoved(count, series, DateTimeOffset.FromUnixTimeMilliseconds(keptFrom));
        if (failure is not null)
            _logger.RetentionFailed(failure);
        _status = _status with
        {
            Running = false,
            LastRunAt = Now,
            ProgressAt = failure is null ? Now : _status.ProgressAt,
            LastRemoved = run.Removed,
            Failure = failure,
            Finished = _status.Finished + (failure is null ? 1 : 0),
            Failed = _status.Failed + (failure is null ? 0 : 1),
        };
        Sleep(Every);
    }

    private void Sleep(TimeSpan pause)
    {
        StartTimer(Begin.Instance, pause);
        Show(_status with { NextAt = Now + (long)pause.TotalMilliseconds });
    }

    /// <summary>Starts the actor's only timer, which replaces the one before. So a step that is answered late is not sent again beside the next step.</summary>
    private void StartTimer(object message, TimeSpan after) => Timers.StartSingleTimer(nameof(RetentionActor), message, after);

    private void Show(RetentionStatus status) => _monitor.Tell(new StorageMonitorProtocol.RetentionReported(_status = status));

    private sealed class ActiveRun(RunId id)
    {
        public RunId Id { get; } = id;

        /// <summary>The id of the last step that was sent. Replies to earlier steps are ignored.</summary>
        public WriteId Step { get; set; }

        public int Try { get; set; }

        public long Removed { get; set; }

        public Dictionary<SeriesKey, (long Count, long KeptFrom)> Series { get; } = [];
    }

    /// <summary>Asks the actor to report its status again, because the storage monitor was restarted.</summary>
    public sealed record Report
    {
        public static readonly Report Instance = new();
    }

    /// <summary>Begin a run.</summary>
    private sealed record Begin
    {
        public static readonly Begin Instance = new();
    }

    /// <summary>Send the refused step again.</summary>
    private sealed record TakeStep
    {
        public static readonly TakeStep Instance = new();
    }

    /// <summary>A step has no answer, for example because the writer was restarted.</summary>
    private sealed record Overdue(WriteId Step);
}
