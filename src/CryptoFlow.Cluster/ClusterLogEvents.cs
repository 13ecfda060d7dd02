namespace CryptoFlow.Cluster;

/// <summary>The event ids of a node's log (docs/architecture.md, Log events). An id never changes its meaning: operators filter by it.</summary>
internal static class ClusterLogEvents
{
    public const int ClusterWarning = 7001;
    public const int Joining = 7002;
    public const int Joined = 7003;
    public const int SingletonStarted = 7004;
    public const int SingletonStopped = 7005;
    public const int SingletonChildStopped = 7006;
    public const int SingletonStopTooSlow = 7007;
    public const int FollowsCommits = 7008;
    public const int CommitsLost = 7009;
    public const int MemberChanged = 7010;
    public const int MemberReachable = 7011;
    public const int PeerRefused = 7012;
    public const int PeerEnded = 7013;
    public const int DialFailed = 7014;

    public const int WireMessageRefused = 7101;
    public const int RemotingLinesLeftOut = 7102;

    public const int EntityNotConfigured = 7201;
}
