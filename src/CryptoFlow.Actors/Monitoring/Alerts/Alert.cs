namespace CryptoFlow.Monitoring.Alerts;

/// <summary>How much an alert matters.</summary>
public enum AlertSeverity
{
    /// <summary>A problem that may end without action of an operator.</summary>
    Warning,

    /// <summary>A problem that an operator has to fix.</summary>
    Error,
}

/// <summary>A raised alert.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Since">When the alert was raised, ms UTC.</param>
/// <param name="Sentence">Describes the problem with the figures of the last snapshot in which the value was beyond the threshold.</param>
/// <param name="Value">The value in that snapshot, in the rule's unit.</param>
public sealed record ActiveAlert(string Name, AlertSeverity Severity, long Since, string Sentence, double Value);

/// <summary>An alert was raised or cleared. Sent to the webhook.</summary>
public abstract record AlertEvent(ActiveAlert Alert, long At);

/// <summary>The value was beyond the threshold for <see cref="AlertRule.RaiseAfter"/>.</summary>
public sealed record AlertRaised(ActiveAlert Alert) : AlertEvent(Alert, Alert.Since);

/// <summary>The alert ended at <paramref name="At"/> (ms UTC).</summary>
public sealed record AlertCleared(ActiveAlert Alert, long At) : AlertEvent(Alert, At);
