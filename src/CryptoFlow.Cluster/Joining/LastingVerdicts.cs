namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// Finds verdicts that last. A greeting shows the members of another node at one moment, and for a moment the lists of two healthy nodes may differ: a join or a leave takes
/// some seconds to reach every node, and a node that was stopped for a while (SIGSTOP, a pause of the machine) lists members that are long gone for a second or two. Such a
/// moment must not end a node. So a verdict lasts only if all greetings of the same process have led to it for <see cref="AtLeast"/>.
/// </summary>
/// <remarks>Not safe for concurrent use. Holds one entry for each address whose last greeting led to the verdict.</remarks>
/// <param name="time">The clock.</param>
internal sealed class LastingVerdicts(TimeProvider time)
{
    /// <summary>The time over which a verdict must have been repeated. Nodes greet each other every 15 s, so two greetings in a row can be enough.</summary>
    public static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After this time without a greeting a verdict is forgotten: two greetings are missing. Without this limit one greeting would count for ever, because a node does not
    /// greet a stranger that has become a member or has ended, and so gets no greeting that ends the verdict.
    /// </summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(35);

    private readonly Dictionary<string, (int? Incarnation, long Since, long Last)> _verdicts = new(StringComparer.Ordinal);

    /// <summary>Notes the verdict of a greeting.</summary>
    /// <param name="sender">The process that has sent the greeting. Its incarnation is null if the process is on no list.</param>
    /// <param name="holds">The verdict.</param>
    /// <returns>True if the verdict lasts.</returns>
    public bool Lasts(NodeIdentity sender, bool holds)
    {
        foreach (var (old, verdict) in _verdicts)
        {
            if (time.GetElapsedTime(verdict.Last) > ForgottenAfter)
                _verdicts.Remove(old);
        }

        if (!holds)
        {
            _verdicts.Remove(sender.Address);
            return false;
        }

        var now = time.GetTimestamp();
        var since = _verdicts.TryGetValue(sender.Address, out var known) && known.Incarnation == sender.Incarnation ? known.Since : now;
        _verdicts[sender.Address] = (sender.Incarnation, since, now);
        return time.GetElapsedTime(since, now) >= AtLeast;
    }
}
