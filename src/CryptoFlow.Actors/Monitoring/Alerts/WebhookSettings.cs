using CryptoFlow.Configuration;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Where alerts are posted, and how patiently.</summary>
/// <param name="Url">Takes a POST of JSON (<see cref="AlertPost"/>); may hold a secret and is never logged.</param>
public sealed record WebhookSettings(Uri Url)
{
    public static WebhookSettings? From(AlertOptions options) => options.WebhookUrl is { Length: > 0 } url ? new WebhookSettings(new Uri(url)) : null;

    /// <summary>Posts that may wait; one more drops the oldest.</summary>
    public int QueueLimit { get; init; } = 64;

    /// <summary>Tries of one post before it is given up.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>After the first failed try; doubled with each, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For one try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the connection of a try; shorter than <see cref="Timeout"/>, so that the warning names the addresses that did not answer.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long to wait after so many failed tries.</summary>
    public TimeSpan PauseAfter(int tries)
    {
        var pause = FirstPause * Math.Pow(2, tries - 1);
        return pause < LongestPause ? pause : LongestPause;
    }
}
