using System.CommandLine;
using System.Diagnostics;
using CryptoFlow.Benchmarks.Inner;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Benchmarks.Rows;

namespace CryptoFlow.Benchmarks.CommandLine;

/// <summary>The commands of the benchmark tool.</summary>
internal static class BenchmarkCommands
{
    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer rounds, smaller files: says whether something is far off, no more.", Recursive = true };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Write the result to this file, as one JSON object, too; what there is so far after each group of rows.", Recursive = true };
    private static readonly Option<bool> Markdown = new("--markdown") { Description = "Print the result as Markdown, for docs/performance.md.", Recursive = true };
    private static readonly Option<int?> Minutes = new("--minutes") { Description = "How long the memory is watched under load: 60 for an hour.", Recursive = true };
    private static readonly Option<int> Seed = new("--seed") { Description = "Of all chance.", DefaultValueFactory = _ => 1, Recursive = true };

    public static RootCommand Build()
    {
        Minutes.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int?>() is < 1)
                given.AddError("--minutes is at least 1.");
        });
        var root = new RootCommand(
            "Measures CryptoFlow against its budgets. Every figure is held against a reference that is measured in turn with it, in the same run. "
            + "Prints a table and exits with 0 when every budget is met, else with 1.")
        {
            Quick, Json, Markdown, Minutes, Seed,
        };
        root.SetAction((arguments, _) => ReportAsync(arguments, null));
        root.Subcommands.Add(Chosen());
        root.Subcommands.Add(Inner());
        root.Subcommands.Add(Static());
        return root;
    }

    private static Command Chosen()
    {
        var names = new Argument<string>("names") { Description = "Some of: " + string.Join("; ", RowCatalog.All.Select(r => $"{r.Name}, {r.What}")) + ". Separated by commas." };
        names.Validators.Add(given =>
        {
            foreach (var name in Names(given.GetValueOrDefault<string>()).Where(name => RowCatalog.All.All(r => r.Name != name)))
                given.AddError($"There are no rows '{name}'; there are {string.Join(", ", RowCatalog.All.Select(r => r.Name))}.");
        });
        var command = new Command("rows", "Only some of the rows.") { names };
        command.SetAction((arguments, _) => ReportAsync(arguments, Names(arguments.GetValue(names)!)));
        return command;
    }

    private static Command Inner()
    {
        var filter = new Argument<string[]>("filter") { Description = "Which, by BenchmarkDotNet's patterns, such as '*Parse*'.", DefaultValueFactory = _ => ["*"] };
        var command = new Command("inner", "The inner loops by BenchmarkDotNet, in this process: parsing, storing, reading and writing a page, numbers, the cache.") { filter };
        command.SetAction(arguments => InnerBenchmarks.Run(arguments.GetValue(filter)!, arguments.GetValue(Quick)) ? 0 : 1);
        return command;
    }

    /// <summary>The hidden command by which the tool starts the static server as a process of its own.</summary>
    private static Command Static()
    {
        var body = new Option<string>("--body") { Required = true };
        var command = new Command(StaticProcess.Command, "Serves the bytes of a file.") { body };
        command.Hidden = true;
        command.SetAction((arguments, stop) => StaticServer.RunAsync(arguments.GetValue(body)!, stop));
        return command;
    }

    private static string[] Names(string? list) => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task<int> ReportAsync(ParseResult arguments, string[]? names)
    {
        var began = Stopwatch.GetTimestamp();
        var effort = arguments.GetValue(Quick) ? Effort.Quick : Effort.Full;
        using var run = new Run(
            arguments.GetValue(Minutes) is { } minutes ? effort with { LoadFor = TimeSpan.FromMinutes(minutes) } : effort,
            arguments.GetValue(Seed),
            message => Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalSeconds,6:F1} s  {message}"));
        var file = arguments.GetValue(Json);
        var report = await RowCatalog.MeasureAsync(run, names, soFar => file is null ? Task.CompletedTask : File.WriteAllTextAsync(file.FullName, soFar.ToJson()));
        Console.WriteLine(arguments.GetValue(Markdown) ? report.ToMarkdown() : report.ToConsole());
        return report.IsMet ? 0 : 1;
    }
}
