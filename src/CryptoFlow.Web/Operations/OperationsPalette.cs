using System.Collections.Immutable;

namespace CryptoFlow.Web.Operations;

/// <summary>
/// The palettes of this program. Parsing, help, HTTP and the command line all use this definition. Verbs and switches have the names of Petabridge.Cmd if it has the
/// same verb. This class has only values; <see cref="Verbs"/> runs the verbs.
/// </summary>
internal static class OperationsPalette
{
    private static readonly ImmutableArray<string> Exchanges = [.. ExchangeNames.All.Select(e => e.ToWireName())];

    public static ImmutableArray<Palette> All { get; } =
    [
        new("cluster", "the nodes of the cluster",
        [
            new("show", "Lists the members of the cluster.", []),
            new("status", "Shows this node.", []),
            new("leader", "Shows the address of the leader.", []),
            new("singletons", "Lists the node of each singleton, collector and trader, its start time, and the writer's epoch.", []),
            new("tail", "Shows the changes of the cluster as they happen, until you stop it.", []),
            new("join", "Lets this node join the cluster of another node.", [Member(isMandatory: true)], Danger: "A node that joins takes over work of other nodes."),
            new("leave", "Lets a node leave in order: its work moves to other nodes, then its program ends.", [Member(isMandatory: false)], Danger: "The program of a node that leaves ends."),
            new("down", "Removes a node that does not answer.", [Member(isMandatory: true)], Danger: "A node that is removed while it still runs ends its program, and its work starts elsewhere."),
            new("down-unreachable", "Removes all nodes that cannot be reached.", [], Danger: "If the network is split, the other side may do the same, and two clusters exist."),
        ]),
        new("actor", "the actors of this process",
        [
            new("hierarchy", "Lists the paths of the actors, one a line.",
            [
                new("depth", "How many levels to list, 0 to 20; 0 lists only the start.", ["--depth", "-d"], Default: "4"),
                new("start", "The actor to start at.", ["--start", "-s"], Default: "/user"),
            ]),
            new("system", "Shows the address of the actor system.", []),
        ]),
        new("db", "the database file",
        [
            new("status", "Shows the writer, the readers, the WAL and the file.", []),
            new("locks", "Lists the holders of the write lock and of old snapshots now, and the queue of the writer.", []),
            new("readers", "Lists the queries that run now.", []),
            new("retention", "Shows the number of days for which candles are kept, and the last and the next run of retention.", []),
            new("checkpoint", "Moves frames of the WAL into the file.",
                [new("mode", "passive does not wait; truncate also empties the WAL file and waits 50 ms for readers.", ["--mode", "-m"], Allowed: ["passive", "truncate"], Default: "passive", DangerousValue: "truncate")],
                Danger: "A truncate checkpoint makes writes wait while it runs."),
            new("why", "Lists the events of the storage around a time of the last 24 hours: locks, snapshots, messages that waited, checkpoints.",
            [
                new("at", "A time of day in UTC such as 03:12 (its last occurrence), or a date and time, or ms UTC.", ["--at", "-a"], IsMandatory: true),
                new("around", "How many seconds before and after that time to list, 1 to 3600.", ["--around"], Default: "60"),
            ]),
        ]),
        new("collector", "the collectors of the exchanges",
        [
            new("status", "Shows each exchange's collector.", []),
            new("backfill", "Starts a backfill. With a symbol, an interval or days, it also compares all candles in this scope with the exchange.",
                [
                    new("exchange", "Only this exchange.", ["--exchange"], Allowed: Exchanges),
                    new("symbol", "Only this symbol.", ["--symbol"]),
                    new("tf", "Only this interval.", ["--tf"]),
                    new("days", "History to complete, days, instead of the configured history.", ["--days"]),
                ],
                Danger: "A backfill sends many requests to the exchanges."),
            new("pause", "Stops the requests to an exchange, until resume or the next start.",
                [new("exchange", "The exchange.", [], IsMandatory: true, Allowed: Exchanges)],
                Danger: "While an exchange is paused, its candles are not collected."),
            new("resume", "Ends a pause.", [new("exchange", "The exchange.", [], IsMandatory: true, Allowed: Exchanges)]),
        ]),
    ];

    private static VerbArgument Member(bool isMandatory) => new(
        "address", isMandatory ? "The node, as cluster show lists it, or HOST:PORT." : "The node, as cluster show lists it, or HOST:PORT. Default: this node.", ["--address", "-a"], isMandatory);
}
