using System.CommandLine;
using System.Text.Json;
using CryptoFlow.Configuration;
using CryptoFlow.Messages;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Trading.Strategies;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Backtests;

namespace CryptoFlow.Web.CommandLine.Backtest;

/// <summary>
/// <c>backtest</c>: runs a strategy over stored candles and reports its profit. It opens the file read-only, whether or not a server is running,
/// and starts no actors.
/// </summary>
internal sealed class BacktestCommand(CommandEnvironment environment)
{
    private const int AuditCuts = 40;
    private const int AuditSeed = 1;

    private sealed record Settings(string[] Configuration, BacktestRequest Request, bool Json, string? Html, bool Audit);

    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var symbol = new Option<string>("--symbol") { Description = "The series, as EXCHANGE:SYMBOL, such as BINANCE:BTCUSDT.", HelpName = "SERIES", Required = true };
        var strategy = new Option<string>("--strategy")
        {
            Description = $"The strategy: {string.Join(", ", StrategyRegistry.Names)}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => ChannelBounceStrategy.Name,
        };
        var from = CommandOptions.Time("--from", "First open time. Default: the first whole day (UTC) that is stored.");
        var to = CommandOptions.Time("--to", "End of open times (exclusive). Default: the end of the stored candles.");
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object: trades, open positions, summary, figures." };
        var html = new Option<string>("--html") { Description = "Write a report with charts, one HTML file that needs nothing else. Overwrites an earlier report and no other file.", HelpName = "FILE" };
        CommandOptions.RefuseEmpty(html, "it names the file to write, such as report.html.");
        var audit = new Option<bool>("--audit") { Description = "Compute again with the later candles removed and with other later candles, and report every decision that changes." };
        var command = new Command("backtest", "Runs a strategy over stored candles and reports its profit, with gross profit and fees apart.")
        {
            symbol, strategy, from, to, json, html, audit,
        };
        CommandOptions.Check(command, result =>
            _ = BacktestInput.ToRequest(result.GetValue(symbol), result.GetValue(strategy), result.GetValue(from), result.GetValue(to)));
        command.SetAction((parsed, cancellation) => new BacktestCommand(environment).RunAsync(
            new Settings(
                CommandOptions.Arguments(configuration, parsed.GetValue(database)),
                BacktestInput.ToRequest(parsed.GetValue(symbol), parsed.GetValue(strategy), parsed.GetValue(from), parsed.GetValue(to)),
                parsed.GetValue(json),
                parsed.GetValue(html),
                parsed.GetValue(audit)),
            cancellation));
        return command;
    }

    private Task<int> RunAsync(Settings settings, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            var options = LocalSystem.ValidatedOptions(settings.Configuration);
            var report = settings.Html is { } path ? ReportFile.At(path, options.Database.Path) : null;
            var (result, audit) = await ComputeAsync(options, settings, cancellation);
            if (report is not null)
                await report.WriteAsync(HtmlReport.Of(result, audit), cancellation);
            if (settings.Json)
                await environment.Out.WriteLineAsync(JsonSerializer.Serialize(BacktestDocument.Of(result, audit), ApiJson.Default.BacktestDocument));
            else
                BacktestText.Write(environment.Out, result, audit);
            if (settings.Html is not null && !settings.Json)
                await environment.Out.WriteLineAsync($"Report: {settings.Html}");
            return audit?.IsClean == false ? ExitCodes.Failure : ExitCodes.Success;
        },
        interrupted: "Interrupted.");

    private async Task<(BacktestResult Result, AuditReport? Audit)> ComputeAsync(CryptoFlowOptions options, Settings settings, CancellationToken cancellation)
    {
        var database = StorageSettings.From(options.Database, options.CollectionPlan().Intervals);
        using var store = DatabaseFile.OpenForReading(database, environment.Time);
        var source = new StoreCandleSource(store, database.Path);
        var strategies = new StrategyRegistry(options.PaperTrading);
        var money = options.PaperTrading.Money;
        var progress = settings.Json || !environment.IsTerminal ? new BacktestBars(null) : new BacktestBars(environment.Out);
        return await progress.ShowAsync(settings.Audit, (backtest, audit) =>
        {
            var result = Trading.Backtesting.Backtest.Run(settings.Request, source, strategies, money, p => backtest(p.Share), cancellation);
            if (!settings.Audit)
                return (result, (AuditReport?)null);

            var strategy = strategies.Create(settings.Request.Strategy);
            var candles = CandleList.Read(settings.Request, source, strategy, cancellation);
            return (result, LookAheadAudit.Run(
                candles, strategy.Traded, list => list.Replay(strategies.Create(settings.Request.Strategy), money), AuditCuts, AuditSeed, audit, cancellation));
        });
    }
}
