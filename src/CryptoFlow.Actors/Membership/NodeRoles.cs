using System.Collections.Immutable;

namespace CryptoFlow.Membership;

/// <summary>The parts that this process runs. A process that runs alone runs all parts.</summary>
/// <param name="Database">The process has the file. It reads the file, and may be the node that writes it.</param>
/// <param name="Collector">It may collect candles.</param>
/// <param name="Paper">It may trade on paper.</param>
/// <param name="Web">It serves the API, WebSockets and the page.</param>
public sealed record NodeRoles(bool Database, bool Collector, bool Paper, bool Web)
{
    public const string DatabaseName = "db";
    public const string CollectorName = "collector";
    public const string PaperName = "paper";
    public const string WebName = "web";

    /// <summary>The names of all roles.</summary>
    public static ImmutableArray<string> Names { get; } = [DatabaseName, CollectorName, PaperName, WebName];

    public static NodeRoles All { get; } = new(true, true, true, true);

    /// <summary>The roles of a node.</summary>
    /// <param name="names">Names of roles; empty means all roles. Unknown names are ignored here: the validation of the options refuses them.</param>
    public static NodeRoles Of(IReadOnlyCollection<string> names)
    {
        bool Has(string role) => names.Count == 0 || names.Contains(role, StringComparer.OrdinalIgnoreCase);
        return new NodeRoles(Has(DatabaseName), Has(CollectorName), Has(PaperName), Has(WebName));
    }

    /// <summary>The names of these roles.</summary>
    public ImmutableArray<string> ToNames() =>
        [.. Names.Where(name => name switch { DatabaseName => Database, CollectorName => Collector, PaperName => Paper, _ => Web })];
}
