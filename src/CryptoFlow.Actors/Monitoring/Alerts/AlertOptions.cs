using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>
/// The alerts (section <c>CryptoFlow:Alerts</c>). The thresholds are in <c>AlertRules</c>; these options are the values that depend on the machine.
/// </summary>
public sealed class AlertOptions
{
    /// <summary>Whether alerts are raised.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The address that gets a POST of JSON when an alert is raised and when it is cleared.</summary>
    [PasswordPropertyText(true)]
    public string? WebhookUrl { get; set; }

    /// <summary>Free space on the disk of the database below which an alert is raised, MB; 0 for none.</summary>
    [Range(0, 10_000_000)]
    public int DiskFreeMb { get; set; } = 1024;
}
