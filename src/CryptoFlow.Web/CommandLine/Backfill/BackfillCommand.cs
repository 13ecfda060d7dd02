using System.CommandLine;
using CryptoFlow.Web.Api.Backfill;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>
/// <c>backfill</c>: shows the plan, fetches missing candles and shows the progress. If a server has the file open, the server does the work, so there is never a
/// second writer.
/// </summary>
internal sealed class BackfillCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var exchange = new Option<string>("--exchange") { Description = "Only this exchange: binance, bybit or bitget.", HelpName = "NAME" };
        var symbol = new Option<string>("--symbol") { Description = "Only this symbol, such as BTCUSDT.", HelpName = "SYMBOL" };
        var tf = new Option<string>("--tf") { Description = "Only this interval: 15m, 1h, 4h, 1d or minutes.", HelpName = "INTERVAL" };
        var days = CommandOptions.Number("--days", "Days of history to complete, instead of the configured number.", "DAYS");
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object at the end." };
        var command = new Command("backfill", "Shows the plan (requests, cost, expected time), then fetches the missing candles. With --symbol, --tf or --days it also compares all candles in this scope with the exchange.")
        {
            exchange, symbol, tf, days, json,
        };
        BackfillRequest Request(ParseResult parsed) =>
            new(parsed.GetValue(exchange), parsed.GetValue(symbol), parsed.GetValue(tf), parsed.GetValue(days));

        CommandOptions.Check(command, result =>
            _ = new BackfillRequest(result.GetValue(exchange), result.GetValue(symbol), result.GetValue(tf), result.GetValue(days)).ToScope());
        command.SetAction((parsed, cancellation) => new BackfillCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            Request(parsed),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private Task<int> RunAsync(string[] args, BackfillRequest request, bool json, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            await using var target = await environment.ChooseTargetAsync<IBackfillTarget>(
                args, ExchangeRequests.All, server => new ServerBackfill(server), system => new LocalBackfill(system, environment.Time), cancellation);
            var started = await target.StartAsync(request, cancellation);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, target.Stopping);
            var watch = new BackfillWatch(target, started, environment.Time);
            var report = environment.ChooseReport<IBackfillReport>(
                json, output => new JsonReport(output), output => new TerminalReport(output, environment.Time), output => new PlainReport(output, environment.Time));

            report.Plan(await watch.UntilPlannedAsync(stop.Token));
            var runs = await report.FollowAsync(watch, stop.Token);
            report.End(started.Run, runs);
            return BackfillSummary.IsComplete(runs) ? ExitCodes.Success : ExitCodes.Failure;
        },
        interrupted: "Interrupted. The stored candles stay, and the next backfill goes on from there.");
}
