namespace CryptoFlow.Web.Warming;

/// <summary>How long the server warms up.</summary>
/// <param name="Within">The longest time that the start waits for it; it takes some 300 ms of a machine that does nothing else. Zero switches it off.</param>
internal sealed record WarmUpSettings(TimeSpan Within)
{
    public static WarmUpSettings Default { get; } = new(TimeSpan.FromSeconds(5));

    /// <summary>For a system whose actors are scripted.</summary>
    public static WarmUpSettings None { get; } = new(TimeSpan.Zero);
}
