namespace CryptoFlow.Web.Warming;

/// <summary>How long the server warms up.</summary>
/// <param name="Within">Maximum time that the start waits for the warm-up, which takes some 300 ms on an idle machine. Zero switches it off.</param>
internal sealed record WarmUpSettings(TimeSpan Within)
{
    /// <summary>No warm-up, for tests whose actors are scripted, and for a node that serves no clients.</summary>
    public static WarmUpSettings None { get; } = new(TimeSpan.Zero);
}
