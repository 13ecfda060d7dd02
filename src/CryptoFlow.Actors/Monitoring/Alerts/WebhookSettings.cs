
namespace CryptoFlow.Monitoring.Alerts;

/// <summary>The address of the webhook, its timeouts and its retries.</summary>
/// <param name="Url">The address that receives a POST of JSON (<see cref="AlertPost"/>). It may hold a secret, so it is never logged.</param>
public sealed record WebhookSettings(Uri Url)
{
    /// <param name="options">The options with the address of the webhook.</param>
    /// <param name="node">The address of this node; null in a process that runs alone.</param>
    /// <returns>Null if no webhook is configured.</returns>
    public static WebhookSettings? From(AlertOptions options, string? node = null) =>
        options.WebhookUrl is { Length: > 0 } url ? new WebhookSettings(new Uri(url)) { Node = node } : null;

    /// <summary>The node that posts, so that a receiver can distinguish the same alert of two nodes. Null in a process that runs alone.</summary>
    public string? Node { get; init; }

    /// <summary>Maximum number of posts that may wait. A further post drops the oldest.</summary>
    public int QueueLimit { get; init; } = 64;

    /// <summary>Maximum number of tries of one post.</summary>
    public int Tries { get; init; } = 6;

    /// <summary>Pause after the first failed try. Doubled after each further try, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Timeout of one try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Timeout for the connection of a try. Shorter than <see cref="Timeout"/>, so that the warning names the addresses that did not answer.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The pause after a number of failed tries.</summary>
    public TimeSpan PauseAfter(int tries)
    {
        var pause = FirstPause * Math.Pow(2, tries - 1);
        return pause < LongestPause ? pause : LongestPause;
    }
}
