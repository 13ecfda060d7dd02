namespace CryptoFlow.Configuration;

/// <summary>The alerts (section <c>CryptoFlow:Alerts</c>). Their thresholds are in <c>AlertRules</c>; here is what depends on the machine.</summary>
public sealed class AlertOptions
{
    /// <summary>Whether alerts are raised. <value>Default true.</value></summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets a POST of JSON when an alert is raised and when it is over. <value>Default none.</value></summary>
    public string? WebhookUrl { get; set; }

    /// <summary>Free space on the disk of the database below which an alert is raised, MB; 0 for none. <value>Default 1024, 0 to 10000000.</value></summary>
    public int DiskFreeMb { get; set; } = 1024;
}
