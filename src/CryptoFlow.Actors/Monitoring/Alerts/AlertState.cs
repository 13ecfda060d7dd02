namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Where one rule stands, and the only thing that it remembers. Immutable; <see cref="Next"/> is pure.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Trend">The measure's history, as far as the rule needs it.</param>
/// <param name="Active">The alert while it is raised.</param>
/// <param name="TurningSince">Since when the value is where it would raise the alert, or end it.</param>
public sealed record AlertState(AlertRule Rule, Trend Trend, ActiveAlert? Active, TimeSpan? TurningSince)
{
    public static AlertState Of(AlertRule rule) => new(rule, rule.Trend, null, null);

    /// <summary>One look.</summary>
    /// <param name="health">The snapshot.</param>
    /// <param name="now">On a clock that never jumps, whatever the snapshot's own time does.</param>
    /// <returns>The state after it, and what happened, if anything.</returns>
    public (AlertState Next, AlertEvent? Event) Next(SystemHealth health, TimeSpan now)
    {
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
