using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Configuration;

/// <summary>
/// Whether this process is a node of a cluster, and which (section <c>CryptoFlow:Cluster</c>). The meaning of the roles is in docs/architecture.md.
/// </summary>
public sealed class ClusterOptions
{
    /// <summary>Whether this process is a node of a cluster. Without it the process has every role and opens no port except HTTP.</summary>
    public bool Enabled { get; set; }

    /// <summary>What this node runs, as one value (<c>db,web</c>) or item by item (<c>Roles:0</c>).</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>The name or address by which the other nodes call this node. The node listens there and nowhere else.</summary>
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The port for the other nodes; 0 takes a free port.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 8110;

    /// <summary>The nodes that a new node asks to join, each <c>host:port</c>, the same list on every node. The first may found the cluster.</summary>
    public List<string> SeedNodes { get; set; } = [];

    /// <summary>Which nodes go on when some nodes do not reach the others. It counts all nodes, never those of one role.</summary>
    [AllowedValues(KeepMajority, KeepOldest, StaticQuorum)]
    public string Downing { get; set; } = KeepMajority;

    /// <summary>How long the reachable nodes must stay the same before unreachable nodes are removed, seconds.</summary>
    [Range(1, 600)]
    public int StableAfterSeconds { get; set; } = 10;

    /// <summary>The number of nodes that must remain, only for static-quorum; 0 is not set.</summary>
    [Range(0, 1000)]
    public int QuorumSize { get; set; }

    public ClusterTlsOptions Tls { get; set; } = new();

    /// <summary>A side of a partition goes on if it has more than half of the nodes.</summary>
    public const string KeepMajority = "keep-majority";

    /// <summary>The side with the oldest node goes on.</summary>
    public const string KeepOldest = "keep-oldest";

    /// <summary>A side goes on if it has at least <see cref="QuorumSize"/> nodes.</summary>
    public const string StaticQuorum = "static-quorum";
}

/// <summary>Encryption between the nodes: both sides of a connection show a certificate of the same authority.</summary>
public sealed class ClusterTlsOptions
{
    /// <summary>This node's certificate, a PEM file; not set: the nodes talk without encryption. The certificate is for server and client authentication.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The private key of the certificate, a PEM file.</summary>
    public string? KeyPath { get; set; }

    /// <summary>The certificate of the authority that has signed the certificates of all nodes, a PEM file. No other authority is trusted. The file may hold two while the cluster changes its authority.</summary>
    public string? AuthorityPath { get; set; }
}
