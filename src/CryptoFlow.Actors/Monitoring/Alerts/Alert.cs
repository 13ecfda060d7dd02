namespace CryptoFlow.Monitoring.Alerts;

/// <summary>How much an alert matters.</summary>
public enum AlertSeverity
{
    /// <summary>Something is in the way; it may pass by itself.</summary>
    Warning,

    /// <summary>An operator has to do something.</summary>
    Error,
}

/// <summary>An alert that is raised.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Since">When it was raised, ms UTC.</param>
/// <param name="Sentence">What is the matter, with figures, as of the last time that the threshold was passed.</param>
/// <param name="Value">What was measured then, in the rule's unit.</param>
public sealed record ActiveAlert(string Name, AlertSeverity Severity, long Since, string Sentence, double Value);

/// <summary>What happens to alerts; published on the event stream.</summary>
public abstract record AlertEvent(ActiveAlert Alert, long At);

/// <summary>It has passed its threshold for as long as the rule asks.</summary>
public sealed record AlertRaised(ActiveAlert Alert) : AlertEvent(Alert, Alert.Since);

/// <summary>It is over, at <paramref name="At"/> (ms UTC).</summary>
public sealed record AlertCleared(ActiveAlert Alert, long At) : AlertEvent(Alert, At);
