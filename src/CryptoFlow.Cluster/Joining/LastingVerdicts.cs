namespace CryptoFlow.Cluster.Joining;

/// <summary>
/// Tells a verdict that lasts from one of a moment. A greeting shows another cluster at a moment, and for a moment the lists of two healthy nodes may say anything: a join or a leave takes
/// some seconds to reach every node, and a node that was stopped for a while (SIGSTOP, a pause of the machine) believes for a second or two in members that are long gone. Such a
/// moment must not end a node, so a verdict counts when the same process has given cause for it again and again for <see cref="AtLeast"/>.
/// </summary>
/// <remarks>Not safe for concurrent use. Holds one entry for each address that has given cause lately.</remarks>
/// <param name="time">The clock.</param>
internal sealed class LastingVerdicts(TimeProvider time)
{
    /// <summary>For how long a verdict must have been repeated. Nodes greet each other every 15 s, so two greetings in a row can be enough.</summary>
    public static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(15);

    /// <summary>
    /// After this time without a repetition a verdict begins anew: two greetings are missing. Without this limit a verdict of a moment would last for ever, because a stranger that has become
    /// a member, or has ended, is not asked any more and never takes its verdict back.
    /// </summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(35);

    private readonly Dictionary<string, (int? Incarnation, long Since, long Last)> _verdicts = new(StringComparer.Ordinal);

    /// <summary>Notes the verdict of a greeting.</summary>
    /// <param name="sender">The process that has sent the greeting. Null as its incarnation, if it is on no list.</param>
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
