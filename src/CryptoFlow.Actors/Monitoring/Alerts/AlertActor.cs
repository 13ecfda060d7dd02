using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>
/// Applies the alert rules to each snapshot of the system monitor. Logs each raised and each cleared alert once, shows the active alerts on the board, and sends
/// <see cref="AlertRaised"/> and <see cref="AlertCleared"/> to its child, the webhook.
/// </summary>
public sealed class AlertActor : ReceiveActor
{
    private readonly MonitorBoard _board;
    private readonly IActorRef _webhook;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _startedAt;
    private AlertState[] _states;

    /// <param name="rules">The rules.</param>
    /// <param name="board">Shows the active alerts to everybody.</param>
    /// <param name="webhook">Creates the child that receives each <see cref="AlertEvent"/>; null if no webhook is configured.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public AlertActor(IReadOnlyList<AlertRule> rules, MonitorBoard board, Props? webhook, TimeProvider time, ILogger<AlertActor> logger)
    {
        (_board, _time, _logger) = (board, time, logger);
        _startedAt = time.GetTimestamp();
        _states = [.. rules.Select(AlertState.Of)];
        _webhook = webhook is null ? ActorRefs.Nobody : Context.ActorOf(webhook, "webhook");
        Receive<SystemHealth>(OnHealth);
    }

    /// <inheritdoc cref="AlertActor(IReadOnlyList{AlertRule}, MonitorBoard, Akka.Actor.Props, TimeProvider, ILogger{AlertActor})"/>
    public static Props Props(IReadOnlyList<AlertRule> rules, MonitorBoard board, Props? webhook, TimeProvider time, ILogger<AlertActor> logger) =>
        Akka.Actor.Props.Create(() => new AlertActor(rules, board, webhook, time, logger));

    protected override void PostStop() => _board.Show([]);

    private void OnHealth(SystemHealth health)
    {
        var now = _time.GetElapsedTime(_startedAt);
        var looks = Array.ConvertAll(_states, state => state.Next(health, now));
        _states = Array.ConvertAll(looks, look => look.Next);
        _board.Show([.. _states.Select(s => s.Active).OfType<ActiveAlert>().OrderBy(a => a.Since)]);
        foreach (var (_, happened) in looks)
        {
            if (happened is not null)
                Tell(happened);
        }
    }

    private void Tell(AlertEvent happened)
    {
        var alert = happened.Alert;
        if (happened is AlertRaised)
            _logger.AlertRaised(alert.Severity == AlertSeverity.Error ? LogLevel.Error : LogLevel.Warning, alert.Name, alert.Sentence);
        else
            _logger.AlertCleared(alert.Name, (happened.At - alert.Since) / 1000);
        if (happened is AlertCleared cleared)
            _board.Show(cleared);
        _webhook.Tell(happened);
    }
}
