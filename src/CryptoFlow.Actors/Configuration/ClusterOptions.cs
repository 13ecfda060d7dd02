using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Configuration;

/// <summary>
/// Whether this process is a node of a cluster, and which (section <c>CryptoFlow:Cluster</c>). The meaning of the roles is in docs/architecture.md.
/// </summary>
public sealed class ClusterOptions
{
    /// <summary>Whether this process is a node of a cluster. A process outside a cluster has every role and opens no port except HTTP.</summary>
    public bool Enabled { get; set; }

    /// <summary>The roles of this node, as one value (<c>db,web</c>) or item by item (<c>Roles:0</c>).</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>The name or address by which the other nodes reach this node. The node listens only there.</summary>
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The port for the other nodes; 0 takes a free port.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 8110;

    /// <summary>
    /// The nodes that a starting node contacts to join the cluster, each <c>host:port</c>; the same list on every node. Only the first of them may form a new
    /// cluster.
    /// </summary>
    public List<string> SeedNodes { get; set; } = [];

    /// <summary>Which nodes continue when some nodes cannot reach the others. It counts all nodes, not only the nodes of one role.</summary>
    [AllowedValues(KeepMajority, KeepOldest, StaticQuorum)]
    public string Downing { get; set; } = KeepMajority;

    /// <summary>For how long the reachability of the nodes must be unchanged before unreachable nodes are removed, seconds.</summary>
    [Range(1, 600)]
    public int StableAfterSeconds { get; set; } = 10;

    /// <summary>The number of nodes that must remain. Only for static-quorum; 0 means not set.</summary>
    [Range(0, 1000)]
    public int QuorumSize { get; set; }

    public ClusterTlsOptions Tls { get; set; } = new();

    /// <summary>A side of a partition continues if it has more than half of the nodes.</summary>
    public const string KeepMajority = "keep-majority";

    /// <summary>The side with the oldest node continues.</summary>
    public const string KeepOldest = "keep-oldest";

    /// <summary>A side continues if it has at least <see cref="QuorumSize"/> nodes.</summary>
    public const string StaticQuorum = "static-quorum";
}

/// <summary>Encryption between the nodes: both sides of a connection show a certificate of the same authority.</summary>
public sealed class ClusterTlsOptions
{
    /// <summary>This node's certificate, a PEM file, for server and client authentication. Without it the nodes communicate without encryption.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The private key of the certificate, a PEM file.</summary>
    public string? KeyPath { get; set; }

    /// <summary>
    /// The certificate of the authority that has signed the certificates of all nodes, a PEM file. No other authority is trusted. The file may hold two certificates
    /// while the cluster changes its authority.
    /// </summary>
    public string? AuthorityPath { get; set; }
}
