using System.CommandLine;
using CryptoFlow.Web.Api.Series;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine.Series;

/// <summary>
/// <c>series add|remove|list</c>: manages the series that are collected in addition to the configuration. The server that has the file open does the work. Without a
/// server this process checks and stores the change, and the next server applies the list.
/// </summary>
internal sealed class SeriesCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database) =>
        new("series", "Adds series to the collected series, removes added series, and lists all.\n"
            + "If a server has the database open, the command works through that server, with its key (CryptoFlow:Api:Key); list needs no key. Without a server, the next server collects the added series.")
        {
            Add(environment, configuration, database),
            Remove(environment, configuration, database),
            List(environment, configuration, database),
        };

    private static Command Add(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var (symbol, tf, json) = (Symbol(), Tf("Only this interval: 15m, 1h, 4h, 1d or minutes. Default: all intervals of the configuration."), Json());
        var dryRun = new Option<bool>("--dry-run") { Description = "Check and plan, change nothing." };
        var command = new Command("add", "Checks a contract with its exchange, shows the plan (requests, cost, expected time), then adds the series.") { symbol, tf, dryRun, json };
        CommandOptions.Check(command, result => Check(result.GetValue(symbol), result.GetValue(tf)));
        command.SetAction((parsed, cancellation) => new SeriesCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            ExchangeRequests.Checks,
            target => AddAsync(target, SeriesReport.Of(environment, parsed.GetValue(json)), Named(parsed.GetValue(symbol)!, parsed.GetValue(tf)), parsed.GetValue(dryRun), cancellation),
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
            ExchangeRequests.None,
            target => RemoveAsync(target, SeriesReport.Of(environment, parsed.GetValue(json)), Named(parsed.GetValue(symbol)!, parsed.GetValue(tf)), parsed.GetValue(delete), cancellation),
            cancellation));
        return command;
    }

    private static Command List(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var json = Json();
        var command = new Command("list", "Lists the series of the configuration and the added series, each with its state.") { json };
        command.SetAction((parsed, cancellation) => new SeriesCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            ExchangeRequests.None,
            async target => SeriesReport.Of(environment, parsed.GetValue(json)).Listed(await target.ListAsync(cancellation)),
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

    private static async Task AddAsync(ISeriesTarget target, SeriesReport report, NamedSeries series, bool dryRun, CancellationToken cancellation)
    {
        await target.StartAsync("add a series", cancellation);
        var planned = await target.AddAsync(series, dryRun: true, cancellation);
        report.Planned(planned);
        report.Added(dryRun ? planned : await target.AddAsync(series, dryRun: false, cancellation), target.Fetcher);
    }

    private static async Task RemoveAsync(ISeriesTarget target, SeriesReport report, NamedSeries series, bool deleteCandles, CancellationToken cancellation)
    {
        await target.StartAsync("remove a series", cancellation);
        var all = new SeriesRemovedAnswer([], 0, Complete: false);
        while (!all.Complete)
        {
            var part = await target.RemoveAsync(series, deleteCandles, cancellation);
            all = new SeriesRemovedAnswer([.. all.Removed, .. part.Removed], all.CandlesDeleted + part.CandlesDeleted, part.Complete);
        }

        report.Removed(series, all);
    }

    private Task<int> RunAsync(string[] args, ExchangeRequests exchanges, Func<ISeriesTarget, Task> run, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            var options = LocalSystem.ValidatedOptions(args);
            await using var target = await environment.ChooseTargetAsync<ISeriesTarget>(
                args, exchanges, server => new ServerSeries(server), system => new LocalSeries(system, options, environment.Time), cancellation);
            await run(target);
            return ExitCodes.Success;
        },
        interrupted: "Interrupted. The change may be stored or not; run the same command again.");
}
