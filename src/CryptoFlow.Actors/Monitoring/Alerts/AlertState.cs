namespace CryptoFlow.Monitoring.Alerts;

/// <summary>The state of one rule. Immutable; <see cref="Next"/> is pure.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Trend">The part of the measure's history that the rule needs.</param>
/// <param name="Active">The alert if it is raised, or null.</param>
/// <param name="TurningSince">When the value went beyond the threshold that raises the alert (or clears it, if it is raised); null if it is not beyond it.</param>
public sealed record AlertState(AlertRule Rule, Trend Trend, ActiveAlert? Active, TimeSpan? TurningSince)
{
    public static AlertState Of(AlertRule rule) => new(rule, rule.Trend, null, null);

    /// <summary>
    /// Applies the rule to one snapshot. If another node raises this alert from now on, the alert is cleared here, and that node raises it again if the problem
    /// lasts.
    /// </summary>
    /// <param name="health">The snapshot.</param>
    /// <param name="now">The time on a monotonic clock. The snapshot's own time of day may jump.</param>
    /// <returns>The next state, and the event if the alert was raised or cleared, else null.</returns>
    public (AlertState Next, AlertEvent? Event) Next(SystemHealth health, TimeSpan now)
    {
        if (!Rule.IsRaisedBy(health))
            return (Of(Rule), Active is null ? null : new AlertCleared(Active, health.At));
        var (trend, value) = Trend.Add(Rule.Measure(health), now);
        var exceeded = Rule.IsExceeded(value);
        var looked = this with
        {
            Trend = trend,
            Active = Active is not null && exceeded ? Active with { Value = value, Sentence = Rule.Sentence(value, health) } : Active,
        };
        if (!(Active is null ? exceeded : Rule.IsRecovered(value)))
            return (looked with { TurningSince = null }, null);

        var since = TurningSince ?? now;
        if (now - since < (Active is null ? Rule.RaiseAfter : Rule.ClearAfter))
            return (looked with { TurningSince = since }, null);

        var raised = Active is null ? new ActiveAlert(Rule.Name, Rule.Severity, health.At, Rule.Sentence(value, health), value) : null;
        return (looked with { Active = raised, TurningSince = null }, raised is null ? new AlertCleared(Active!, health.At) : new AlertRaised(raised));
    }
}
