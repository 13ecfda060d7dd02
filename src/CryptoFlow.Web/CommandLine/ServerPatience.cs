namespace CryptoFlow.Web.CommandLine;

/// <summary>How long a command waits for the server that it works through.</summary>
/// <param name="Silence">A server that gives no answer for this time counts as hanging: even a busy server answers its probe at once.</param>
/// <param name="Longest">Maximum time for one answer, even when the server answers its probes.</param>
internal sealed record ServerPatience(TimeSpan Silence, TimeSpan Longest)
{
    public static ServerPatience Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));

    /// <summary>After this time without an answer to a request, the command probes the server and waits for the rest of <see cref="Silence"/>.</summary>
    public TimeSpan ProbeAfter => Silence / 2;
}
