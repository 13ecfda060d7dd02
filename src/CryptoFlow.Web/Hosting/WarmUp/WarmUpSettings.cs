namespace CryptoFlow.Web.Hosting.WarmUp;

/// <summary>How much is warmed up.</summary>
/// <param name="Within">The longest time that the start waits for it; zero switches it off.</param>
/// <param name="Rounds">How often the hot requests are made: the runtime compiles a method again, better, once it has been called 30 times.</param>
internal sealed record WarmUpSettings(TimeSpan Within, int Rounds)
{
    public static WarmUpSettings Default { get; } = new(TimeSpan.FromSeconds(3), 40);

    /// <summary>For a system whose actors are scripted.</summary>
    public static WarmUpSettings None { get; } = new(TimeSpan.Zero, 0);
}
