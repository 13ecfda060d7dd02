namespace CryptoFlow.Cluster;

/// <summary>The names of the singletons.</summary>
internal static class NodeParts
{
    public const string Writer = "writer";
    public const string Collectors = "collectors";
    public const string PaperTrading = "paper-trading";
}
