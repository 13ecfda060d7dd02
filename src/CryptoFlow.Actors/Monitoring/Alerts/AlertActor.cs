using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>
/// Applies the alert rules to each snapshot of the monitor. Publishes raised and cleared alerts on the event stream (<see cref="AlertRaised"/>,
/// <see cref="AlertCleared"/>), logs each once, and shows the active alerts on the board. If a webhook is configured, a child actor posts them there.
/// </summary>
public sealed class AlertActor : ReceiveActor
{
    private readonly MonitorBoard _board = MonitorBoard.Of(Context.System);
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _startedAt;
    private AlertState[] _states;

    public AlertActor(IReadOnlyList<AlertRule> rules, WebhookSettings? webhook, TimeProvider time, ILogger<AlertActor> logger)
    {
        _time = time;
        _logger = logger;
        _startedAt = time.GetTimestamp();
        _states = [.. rules.Select(AlertState.Of)];
        if (webhook is not null)
            Context.ActorOf(AlertWebhookActor.Props(webhook, _board.Webhook, time, logger), "webhook");
        Receive<SystemHealth>(OnHealth);
    }

    public static Props Props(IReadOnlyList<AlertRule> rules, WebhookSettings? webhook, TimeProvider time, ILogger<AlertActor> logger) =>
        Akka.Actor.Props.Create(() => new AlertActor(rules, webhook, time, logger));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SystemHealth));

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _board.Show([]);
    }

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
        Context.System.EventStream.Publish(happened);
    }
}
