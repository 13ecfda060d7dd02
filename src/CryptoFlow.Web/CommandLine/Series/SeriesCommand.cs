using System.CommandLine;
using CryptoFlow.Errors;
using CryptoFlow.Web.Api.Series;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine.Series;

/// <summary>
/// <c>series add|remove|list</c>: changes what the running server collects. The server that has the file open does the work: without a server nobody collects, and
/// the symbols of the next start are in the configuration.
/// </summary>
internal sealed class SeriesCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database) =>
        new("series", "Adds series to what a running server collects, removes them, and lists all.")
        {
            Add(environment, configuration, database),
            Remove(environment, configuration, database),
            List(environment, configuration, database),
        };

    private static Command Add(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var (symbol, tf, json) = (Symbol(), Tf("Only this interval: 15m, 1h, 4h, 1d or minutes. Default: all intervals of the configuration."), Json());
        var dryRun = new Option<bool>("--dry-run") { Description = "Check and plan, change nothing." };
        var command = new Command("add", "Checks a contract with its exchange, states the plan (requests, cost, expected time), then collects it.") { symbol, tf, dryRun, json };
        CommandOptions.Check(command, result => Check(result.GetValue(symbol), result.GetValue(tf)));
        command.SetAction((parsed, cancellation) => new SeriesCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            "add a series",
            server => AddAsync(server, SeriesReport.Of(environment, parsed.GetValue(json)), Named(parsed.GetValue(symbol)!, parsed.GetValue(tf)), parsed.GetValue(dryRun), cancellation),
            cancellation));
        return command;
    }

    private static Command Remove(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var (symbol, tf, json) = (Symbol(), Tf("Only this interval. Default: all added intervals of the contract."), Json());
        var delete = new Option<bool>("--delete-candles") { Description = "Delete the stored candles, too. Without this they stay." };
        var command = new Command("remove", "Ends the collection of an added series.") { symbol, tf, delete, json };
        CommandOptions.Check(command, result => Check(result.GetValue(symbol), result.GetValue(tf)));
        command.SetAction((parsed, cancellation) => new SeriesCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            "remove a series",
            server => RemoveAsync(server, SeriesReport.Of(environment, parsed.GetValue(json)), Named(parsed.GetValue(symbol)!, parsed.GetValue(tf)), parsed.GetValue(delete), cancellation),
            cancellation));
        return command;
    }

    private static Command List(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var json = Json();
        var command = new Command("list", "Lists the series of the configuration and the added series, each with its state.") { json };
        command.SetAction((parsed, cancellation) => new SeriesCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            needsKeyTo: null,
            async server => SeriesReport.Of(environment, parsed.GetValue(json)).Listed(await server.ListAsync(cancellation)),
            cancellation));
        return command;
    }

    private static Option<string> Symbol() => new("--symbol")
    {
        Description = "The contract with its exchange, such as BINANCE:XRPUSDT.",
        HelpName = "EXCHANGE:SYMBOL",
        Required = true,
    };

    private static Option<string> Tf(string description) => new("--tf") { Description = description, HelpName = "INTERVAL" };

    private static Option<bool> Json() => new("--json") { Description = "Print nothing but one JSON object at the end." };

    /// <summary>The parser itself reports a missing symbol.</summary>
    /// <exception cref="InputException">A name is wrong.</exception>
    private static void Check(string? symbol, string? tf)
    {
        if (symbol is not null)
            _ = Named(symbol, tf);
    }

    /// <exception cref="InputException">A name is wrong.</exception>
    private static NamedSeries Named(string symbol, string? tf) => new(SeriesInput.Instrument(symbol), tf is null ? null : SeriesInput.Interval(tf));

    private static async Task AddAsync(ServerSeries server, SeriesReport report, NamedSeries series, bool dryRun, CancellationToken cancellation)
    {
        var planned = await server.AddAsync(series, dryRun: true, cancellation);
        report.Planned(planned);
        report.Added(dryRun ? planned : await server.AddAsync(series, dryRun: false, cancellation));
    }

    private static async Task RemoveAsync(ServerSeries server, SeriesReport report, NamedSeries series, bool deleteCandles, CancellationToken cancellation)
    {
        var all = new SeriesRemovedAnswer([], 0, Complete: false);
        while (!all.Complete)
        {
            var part = await server.RemoveAsync(series, deleteCandles, cancellation);
            all = new SeriesRemovedAnswer([.. all.Removed, .. part.Removed], all.CandlesDeleted + part.CandlesDeleted, part.Complete);
        }

        report.Removed(series, all);
    }

    private Task<int> RunAsync(string[] args, string? needsKeyTo, Func<ServerSeries, Task> run, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            var options = LocalSystem.OptionsOf(LocalSystem.Configure(args));
            using var server = await ServerConnection.FindAsync(options, environment.Time, cancellation)
                ?? throw new UserError($"No server has {options.Database.Path} open; start it, or put the symbol into CryptoFlow:Exchanges:NAME:Symbols.");
            if (needsKeyTo is not null)
                server.UseKey(needsKeyTo);
            await run(new ServerSeries(server));
            return ExitCodes.Success;
        },
        interrupted: "Interrupted; the server may have done it. The same command may be given again.");
}
