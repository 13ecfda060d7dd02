using System.CommandLine;
using CryptoFlow.Torture.Nodes;
using CryptoFlow.Torture.Nodes.Faults;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Torture.CommandLine;

/// <summary>The commands that start a cluster of real processes.</summary>
internal static class ClusterCommands
{
    private const string Namespaces = "namespaces";
    private const string Loopback = "loopback";

    /// <param name="report">Runs something and prints its findings.</param>
    public static Command Build(Func<ParseResult, Func<int, Action<string>, Task<IReadOnlyList<Finding>>>, Task<int>> report)
    {
        var rounds = new Option<int>("--rounds") { Description = "Rounds; each round starts a new cluster on a new file, and strikes each target with each fault.", DefaultValueFactory = _ => 4 };
        var minutes = new Option<double>("--minutes") { Description = "No round begins after this time.", DefaultValueFactory = _ => 1_440 };
        var tls = new Option<TlsRounds>("--tls") { Description = "Which rounds speak TLS.", DefaultValueFactory = _ => TlsRounds.Half };
        var network = NetworkOption();
        var port = PortOption();
        var faults = new Option<string>("--faults") { Description = "Some of " + string.Join(", ", NodeFault.All.Select(f => $"{f.Key} ({f.What})")) + ", separated by commas. Cuts need namespaces.", DefaultValueFactory = _ => string.Join(',', NodeFault.All.Select(f => f.Key)) };
        faults.Validators.Add(given =>
        {
            foreach (var unknown in FaultNames(given.GetValueOrDefault<string>()).Where(name => NodeFault.All.All(f => f.Key != name)))
                given.AddError($"There is no fault '{unknown}'; there are {string.Join(", ", NodeFault.All.Select(f => f.Key))}.");
        });
        var targets = new Option<string>("--nodes") { Description = "The nodes that are struck: a has the file, b has it too in every second round, c has not.", DefaultValueFactory = _ => "abc" };
        var stable = new Option<int>("--stable-after") { Description = "The setting Cluster:StableAfterSeconds.", DefaultValueFactory = _ => 5 };
        var keep = new Option<bool>("--keep") { Description = "Keep the directory of each round with the output of its nodes, not only that of a round that fails." };
        var command = new Command(
            "cluster",
            "Three processes on one file under collecting and API load. Kills, stops and cuts off each of them, and holds the file, the clients' answers and the pushes to "
            + "WebSocket clients against what was acknowledged.")
        {
            rounds, minutes, tls, network, port, faults, targets, stable, keep,
        };
        command.SetAction(async (arguments, _) =>
        {
            if (await IsSkippedAsync(arguments, network))
                return 0;
            string[] names = FaultNames(arguments.GetValue(faults));
            var run = new FaultRounds(
                NetworkOf(arguments, network, port), [.. NodeFault.All.Where(f => names.Contains(f.Key))], arguments.GetValue(targets)!, arguments.GetValue(tls), arguments.GetValue(stable), arguments.GetValue(keep));
            return await report(arguments, (seed, say) => run.RunAsync(arguments.GetValue(rounds), TimeSpan.FromMinutes(arguments.GetValue(minutes)), seed, say));
        });
        command.Subcommands.Add(Once(
            "restart", "A rolling restart of all nodes under load, by cluster leave. Clients that retry once get no error.", "How often each node is restarted.", 3, RollingRestart.RunAsync, report));
        command.Subcommands.Add(Once(
            "web", "Web nodes come and are killed under load. Clients that retry once get no error.", "How many nodes come and go.", 10, WebNodes.RunAsync, report));
        return command;
    }

    /// <summary>A command that starts one cluster and does something to it several times.</summary>
    private static Command Once(
        string name,
        string description,
        string times,
        int usual,
        Func<INodeNetwork, bool, int, int, Action<string>, Task<IReadOnlyList<Finding>>> run,
        Func<ParseResult, Func<int, Action<string>, Task<IReadOnlyList<Finding>>>, Task<int>> report)
    {
        var (network, port) = (NetworkOption(), PortOption());
        var count = new Option<int>("--times") { Description = times, DefaultValueFactory = _ => usual };
        var tls = new Option<bool>("--tls") { Description = "The nodes speak TLS." };
        var command = new Command(name, description) { count, tls, network, port };
        command.SetAction(async (arguments, _) => await IsSkippedAsync(arguments, network)
            ? 0
            : await report(arguments, async (seed, say) =>
            {
                await using var made = NetworkOf(arguments, network, port)();
                return await run(made, arguments.GetValue(tls), arguments.GetValue(count), seed, say);
            }));
        return command;
    }

    private static Option<string> NetworkOption()
    {
        var network = new Option<string>("--network") { Description = "Where the nodes run: all on loopback, or each in a network namespace of its own (Linux, as root).", DefaultValueFactory = _ => Loopback };
        network.AcceptOnlyFromAmong(Loopback, Namespaces);
        return network;
    }

    private static Option<int> PortOption() => new("--first-port") { Description = "On loopback: the first port that is tried.", DefaultValueFactory = _ => 21_300 };

    private static Func<INodeNetwork> NetworkOf(ParseResult arguments, Option<string> network, Option<int> port) =>
        arguments.GetValue(network) == Namespaces ? NamespaceNetwork.Create : () => new LoopbackNetwork(arguments.GetValue(port));

    /// <summary>True if the network cannot be made here. Then the reason is printed.</summary>
    private static async Task<bool> IsSkippedAsync(ParseResult arguments, Option<string> network)
    {
        if (arguments.GetValue(network) != Namespaces)
            return false;
        try
        {
            await NamespaceNetwork.Create().DisposeAsync();
            return false;
        }
        catch (InvalidOperationException no)
        {
            Console.WriteLine($"Skipped: network namespaces cannot be made here ({no.Message}). Run as root on Linux with iproute2, or with --network {Loopback}.");
            return true;
        }
    }

    private static string[] FaultNames(string? list) => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
