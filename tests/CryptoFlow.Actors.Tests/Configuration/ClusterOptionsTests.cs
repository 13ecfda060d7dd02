using CryptoFlow.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>A wrong value of the section Cluster names its key, and numbers that make no sense stop the start.</summary>
public sealed class ClusterOptionsTests
{
    private const string Seeds = "10.0.0.5:8110,10.0.0.6:8110,10.0.0.7:8110";

    [Theory]
    [InlineData("Roles", "db,broker", "CryptoFlow:Cluster:Roles holds 'broker'; allowed are db, collector, paper and web.")]
    [InlineData("Hostname", "no host", "CryptoFlow:Cluster:Hostname is 'no host'; it must be a name or an IP address by which the other nodes reach this node, without a port.")]
    [InlineData("Port", "70000", "CryptoFlow:Cluster:Port is 70000; allowed is 0 to 65535.")]
    [InlineData("SeedNodes", "10.0.0.5", "CryptoFlow:Cluster:SeedNodes holds '10.0.0.5'; a seed node is host:port, such as 10.0.0.5:8110.")]
    [InlineData("SeedNodes", "", "CryptoFlow:Cluster:SeedNodes is empty; it must name at least one node, such as 127.0.0.1:8110, the same list on every node.")]
    [InlineData("Downing", "keep-everything", "CryptoFlow:Cluster:Downing is 'keep-everything'; allowed are keep-majority, keep-oldest and static-quorum.")]
    [InlineData("StableAfterSeconds", "0", "CryptoFlow:Cluster:StableAfterSeconds is 0; allowed is 1 to 600.")]
    [InlineData("QuorumSize", "2", "CryptoFlow:Cluster:QuorumSize is 2, but CryptoFlow:Cluster:Downing is keep-majority; it has a meaning for static-quorum only.")]
    [InlineData("Tls:CertificatePath", "none.pem", "CryptoFlow:Cluster:Tls:CertificatePath is 'none.pem'; there is no such file.", "CryptoFlow:Cluster:Tls:KeyPath is not set; encryption needs CertificatePath, KeyPath and AuthorityPath.", "CryptoFlow:Cluster:Tls:AuthorityPath is not set; encryption needs CertificatePath, KeyPath and AuthorityPath.")]
    public void A_wrong_value_names_its_key(string key, string value, params string[] sentences) =>
        Assert.Equal(sentences, Failures(("Enabled", "true"), ("SeedNodes", Seeds), (key, value)));

    [Fact]
    public void A_quorum_that_two_sides_could_have_stops_the_start() => Assert.Contains(
        "two sides of a partition could both have the quorum",
        Assert.Single(Failures(("Enabled", "true"), ("SeedNodes", Seeds), ("Downing", "static-quorum"), ("QuorumSize", "1"))),
        StringComparison.Ordinal);

    [Fact]
    public void A_quorum_of_more_than_half_is_accepted() =>
        Assert.Empty(Failures(("Enabled", "true"), ("SeedNodes", Seeds), ("Downing", "static-quorum"), ("QuorumSize", "2")));

    [Fact]
    public void A_quorum_without_a_size_stops_the_start() => Assert.StartsWith(
        "CryptoFlow:Cluster:QuorumSize is not set", Assert.Single(Failures(("Enabled", "true"), ("SeedNodes", Seeds), ("Downing", "static-quorum"))), StringComparison.Ordinal);

    [Fact]
    public void Two_nodes_with_keep_majority_get_a_warning_that_says_what_happens() => Assert.Contains(
        "the loss of the node with the lower address also ends the other node",
        Assert.Single(ClusterRules.Warnings(new ClusterOptions { Enabled = true, SeedNodes = ["127.0.0.1:8110", "127.0.0.1:8111"] })),
        StringComparison.Ordinal);

    [Fact]
    public void A_port_that_other_machines_reach_without_TLS_gets_a_warning() => Assert.Contains(
        "whoever reaches this port controls the process",
        Assert.Single(ClusterRules.Warnings(new ClusterOptions { Enabled = true, Hostname = "10.0.0.5", SeedNodes = [.. Seeds.Split(',')] })),
        StringComparison.Ordinal);

    [Fact]
    public void Without_a_cluster_no_cluster_option_is_required() => Assert.Empty(Failures());

    /// <summary>Such a process would run alone with every role, beside the cluster: a second collector, and a second writer on another file.</summary>
    [Theory]
    [InlineData("Roles", "web", "CryptoFlow:Cluster:Roles is set,")]
    [InlineData("Roles:0", "db", "CryptoFlow:Cluster:Roles is set,")]
    [InlineData("SeedNodes", Seeds, "CryptoFlow:Cluster:SeedNodes is set,")]
    [InlineData("Port", "8110", "CryptoFlow:Cluster:Port is set,")]
    [InlineData("Downing", "keep-oldest", "CryptoFlow:Cluster:Downing is set,")]
    public void A_key_of_a_node_without_Enabled_stops_the_start_because_it_has_no_effect(string key, string value, string sentence)
    {
        foreach (var settings in new[] { new[] { (key, value) }, [(key, value), ("Enabled", "false")] })
        {
            var failure = Assert.Single(Failures(settings));
            Assert.StartsWith(sentence, failure, StringComparison.Ordinal);
            Assert.EndsWith("Set CryptoFlow:Cluster:Enabled=true, or remove the key.", failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_keys_that_have_no_effect_without_Enabled_are_named_in_one_sentence() => Assert.Equal(
        "CryptoFlow:Cluster:Roles, CryptoFlow:Cluster:Port, CryptoFlow:Cluster:SeedNodes are set, but CryptoFlow:Cluster:Enabled is false: this process would run alone, "
        + "with every role. Set CryptoFlow:Cluster:Enabled=true, or remove the keys.",
        Assert.Single(Failures(("SeedNodes", Seeds), ("Port", "8111"), ("Roles", "web"), ("Tls:KeyPath", ""))));

    private static IEnumerable<string> Failures(params (string Key, string Value)[] settings)
    {
        try
        {
            using var services = OptionsTests.Services([.. settings.GroupBy(s => s.Key).Select(s => ($"Cluster:{s.Key}", s.Last().Value))]);
            _ = services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures;
        }
        catch (UserError wrong)
        {
            Assert.True(wrong.IsWrongUse, "A supervisor does not start the process again.");
            return [wrong.Message];
        }
    }
}
