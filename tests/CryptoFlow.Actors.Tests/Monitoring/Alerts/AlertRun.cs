namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Feeds one rule with snapshots, two in each second.</summary>
internal sealed class AlertRun(AlertRule rule)
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private AlertState _state = AlertState.Of(rule);

    public TimeSpan Now { get; private set; }

    public ActiveAlert? Active => _state.Active;

    public List<(TimeSpan At, AlertEvent Event)> Events { get; } = [];

    /// <summary>Feeds the same snapshot for this length of time, including both ends.</summary>
    public AlertRun See(SystemHealth health, TimeSpan length = default)
    {
        for (var end = Now + length; Now <= end; Now += Step)
        {
            (_state, var happened) = _state.Next(health, Now);
            if (happened is not null)
                Events.Add((Now, happened));
        }

        return this;
    }
}
