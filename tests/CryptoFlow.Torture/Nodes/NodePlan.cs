namespace CryptoFlow.Torture.Nodes;

/// <summary>A node of a cluster under test.</summary>
/// <param name="Name">The name in the tool's output: a letter.</param>
/// <param name="Roles">Its roles, as the configuration has them.</param>
/// <param name="IsSeed">Whether its address is in every node's list of seeds.</param>
internal sealed record NodePlan(string Name, string Roles, bool IsSeed = true)
{
    public bool HasDatabase => Has("db");

    /// <summary>Whether the node answers HTTP requests for candles.</summary>
    public bool HasWeb => Has("web");

    public override string ToString() => $"{Name} ({Roles})";

    private bool Has(string role) => Roles.Split(',').Contains(role);
}

/// <summary>A cluster under test: its nodes and what they have in common.</summary>
/// <param name="Nodes">In the order of their addresses: the first has the lowest.</param>
/// <param name="Tls">Whether the nodes speak TLS with certificates of an authority of the test.</param>
/// <param name="StableAfterSeconds">The setting <c>Cluster:StableAfterSeconds</c>.</param>
internal sealed record ClusterPlan(IReadOnlyList<NodePlan> Nodes, bool Tls, int StableAfterSeconds)
{
    /// <summary>One process has the file.</summary>
    public static IReadOnlyList<NodePlan> OneDatabase { get; } = [new("a", "db,web"), new("b", "collector,web"), new("c", "collector,paper,web")];

    /// <summary>Two processes have the file. One of them writes it, and the other takes over.</summary>
    public static IReadOnlyList<NodePlan> TwoDatabases { get; } = [new("a", "db,web"), new("b", "db,collector,web"), new("c", "collector,paper,web")];

    public override string ToString() => $"{string.Join(", ", Nodes)}, {(Tls ? "TLS" : "no TLS")}";
}
