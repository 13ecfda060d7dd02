using System.CommandLine;
using System.Diagnostics;
using CryptoFlow.Torture.Feeds;
using CryptoFlow.Torture.Foreign;
using CryptoFlow.Torture.Kills;
using CryptoFlow.Torture.Locks;
using CryptoFlow.Torture.Overload;
using CryptoFlow.Torture.Paper;
using CryptoFlow.Torture.Reads;
using CryptoFlow.Torture.Rounds;

namespace CryptoFlow.Torture.CommandLine;

/// <summary>The commands of the torture tool. Each command prints a table of figures and promises. The exit code is 0 if all promises hold, else 1.</summary>
internal static class TortureCommands
{
    private static readonly Option<int?> Seed = new("--seed") { Description = "Of all chance: the same seed draws the same, though when it strikes is the machine's doing. Default: another each time.", Recursive = true };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Write the result to this file, as one JSON object, too.", Recursive = true };

    public static RootCommand Build()
    {
        var minutes = new Option<double>("--minutes") { Description = "No round begins after this time.", DefaultValueFactory = _ => 10 };
        var rounds = new Option<int>("--rounds") { Description = "At most so many rounds.", DefaultValueFactory = _ => int.MaxValue };
        var disturbed = new Option<int>("--disturb-seconds") { Description = "How long the program is disturbed in each round.", DefaultValueFactory = _ => 30 };
        var root = new RootCommand(
            "Tries to break CryptoFlow. Starts the program and the simulated exchanges as processes, lets other programs lock the file, loads the "
            + "API, makes the exchanges fail, and kills, ends and suspends the program at random; then holds the file against the exchanges. "
            + "The other commands measure one promise each. A round that fails keeps its directory and says where.")
        {
            minutes, rounds, disturbed, Seed, Json,
        };
        root.SetAction((arguments, _) => ReportAsync(arguments, (seed, say) => TortureRun.RunAsync(
            TimeSpan.FromMinutes(arguments.GetValue(minutes)), arguments.GetValue(rounds), seed, TimeSpan.FromSeconds(arguments.GetValue(disturbed)), say)));
        root.Subcommands.Add(Scenarios());
        root.Subcommands.Add(Reads());
        root.Subcommands.Add(Kills());
        root.Subcommands.Add(Foreign());
        root.Subcommands.Add(Overload());
        root.Subcommands.Add(Paper());
        root.Subcommands.Add(ClusterCommands.Build(ReportAsync));
        root.Subcommands.Add(Feed());
        root.Subcommands.Add(UserProgramCommand.Build());
        return root;
    }

    private static Command Scenarios()
    {
        var days = new Option<int>("--days") { Description = "History to fill, days.", DefaultValueFactory = _ => 730 };
        var seconds = new Option<int>("--seconds") { Description = "For each size of message, in this process.", DefaultValueFactory = _ => 10 };
        var command = new Command("scenarios", "The situations in which the replaced system was locked: reads, syncs and checkpoints in a full-speed backfill.") { days, seconds };
        command.SetAction((arguments, _) => ReportAsync(arguments, async (seed, say) =>
        [
            .. await LockScenarios.RunAsync(arguments.GetValue(days), seed, say),
            .. await MessageSizes.RunAsync(TimeSpan.FromSeconds(arguments.GetValue(seconds)), say),
        ]));
        return command;
    }

    private static Command Reads()
    {
        var count = new Option<long>("--count") { Description = "Reads.", DefaultValueFactory = _ => 1_000_000 };
        var clients = new Option<int>("--clients") { Description = "Connections that stay open.", DefaultValueFactory = _ => 8 };
        var command = new Command("reads", "Reads through the API while the writer never stops; every answer must be the complete page.") { count, clients };
        command.SetAction((arguments, _) => ReportAsync(arguments, (seed, say) =>
            ReadsRun.RunAsync(arguments.GetValue(count), arguments.GetValue(clients), days: 365, seed, say)));
        return command;
    }

    private static Command Kills()
    {
        var count = new Option<int>("--count") { Description = "SIGKILLs that strike a backfill half done.", DefaultValueFactory = _ => 200 };
        var command = new Command("kills", "SIGKILL at random moments of a backfill.") { count };
        command.SetAction((arguments, _) => ReportAsync(arguments, async (seed, say) =>
        {
            await using var exchanges = await KillRun.PatientExchangesAsync();
            return await new KillRun(KillRun.Set, exchanges, KillRun.Now, seed, say).RunAsync(arguments.GetValue(count));
        }));
        return command;
    }

    private static Command Foreign()
    {
        var parts = new Option<string>("--parts") { Description = "Which: a, a row a second; b, a lock of 4 s; c, a lock of 30 s; d, a snapshot of 2 minutes.", DefaultValueFactory = _ => "abcd" };
        var command = new Command("foreign", "Other programs on the file while it is written at full speed.") { parts };
        command.SetAction((arguments, _) => ReportAsync(arguments, (seed, say) =>
            new ForeignRun(ForeignTimes.Promised, seed, say).RunAsync(arguments.GetValue(parts)!)));
        return command;
    }

    private static Command Overload()
    {
        var clients = new Option<int>("--clients") { Description = "Clients that ask again at once.", DefaultValueFactory = _ => 512 };
        var seconds = new Option<int>("--seconds") { Description = "For how long.", DefaultValueFactory = _ => 30 };
        var command = new Command("overload", "More clients than the program can serve.") { clients, seconds };
        command.SetAction((arguments, _) => ReportAsync(arguments, (seed, say) =>
            OverloadRun.RunAsync(arguments.GetValue(clients), TimeSpan.FromSeconds(arguments.GetValue(seconds)), seed, healthWithin: 50, say)));
        return command;
    }

    private static Command Paper()
    {
        const long Begin = 1_756_684_800_000;
        const long End = 1_779_957_000_000;
        var csv = new Option<DirectoryInfo?>("--csv") { Description = "Folder of real candles (../shared/data/candles has nine months of them); without it the market is invented." };
        var count = new Option<int>("--count") { Description = "SIGKILLs on the way.", DefaultValueFactory = _ => 50 };
        var speed = new Option<double>("--speed") { Description = "How fast the market passes.", DefaultValueFactory = _ => 60_000 };
        var command = new Command("paper", "Paper trading on nine months that pass quickly, with SIGKILLs on the way, against a backtest of the same candles.") { csv, count, speed };
        command.SetAction((arguments, _) => ReportAsync(arguments, (seed, say) =>
            new PaperRun(arguments.GetValue(csv)?.FullName, Begin, Begin + (2 * Interval.D1.Milliseconds), arguments.GetValue(speed), seed, say).RunAsync(arguments.GetValue(count), End)));
        return command;
    }

    private static Command Feed()
    {
        var clients = new Option<int>("--clients") { Description = "Clients of the feed.", DefaultValueFactory = _ => 64 };
        var seconds = new Option<int>("--seconds") { Description = "How long the clients and the server are disturbed.", DefaultValueFactory = _ => 600 };
        var command = new Command("feed", "Clients of the feed that are cut off, stall and connect again, beside SIGKILLs of the server; what each has put together must equal the commit log.") { clients, seconds };
        command.SetAction((arguments, _) => ReportAsync(arguments, (seed, say) =>
            new FeedRun(arguments.GetValue(clients), TimeSpan.FromSeconds(arguments.GetValue(seconds)), seed, say).RunAsync()));
        return command;
    }

    private static async Task<int> ReportAsync(ParseResult arguments, Func<int, Action<string>, Task<IReadOnlyList<Finding>>> run)
    {
        var seed = arguments.GetValue(Seed) ?? Environment.TickCount & 0xFFFFFF;
        var began = Stopwatch.GetTimestamp();
        Console.WriteLine($"seed {seed}; --seed {seed} draws the same again");
        var report = new FindingReport(await run(seed, message => Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds,6:F1} s  {message}")));
        Console.WriteLine(report.ToTable());
        if (arguments.GetValue(Json) is { } file)
            await File.WriteAllTextAsync(file.FullName, report.ToJson());
        return report.IsMet ? 0 : 1;
    }
}
