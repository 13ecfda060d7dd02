using System.CommandLine;
using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>
/// <c>backfill</c>: states what it is going to take, then fills what is missing and shows how far it is. Where a server has
/// the file, the server does it: there is never a second writer.
/// </summary>
internal sealed class BackfillCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var exchange = new Option<string>("--exchange") { Description = "Only this exchange: binance, bybit or bitget.", HelpName = "NAME" };
        var symbol = new Option<string>("--symbol") { Description = "Only this symbol, such as BTCUSDT.", HelpName = "SYMBOL" };
        var tf = new Option<string>("--tf") { Description = "Only this interval: 15m, 1h, 4h, 1d or minutes.", HelpName = "INTERVAL" };
        var days = CommandOptions.Number("--days", "History to complete, days, instead of what is configured.", "DAYS");
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object at the end." };
        var command = new Command("backfill", "States the plan (requests, cost, expected time), then fetches what is missing; with --symbol, --tf or --days compares all of that with the exchange too.")
        {
            exchange, symbol, tf, days, json,
        };
        BackfillRequest Request(ParseResult parsed) =>
            new(parsed.GetValue(exchange), parsed.GetValue(symbol), parsed.GetValue(tf), parsed.GetValue(days));

        command.Validators.Add(result =>
        {
            try
            {
                _ = new BackfillRequest(result.GetValue(exchange), result.GetValue(symbol), result.GetValue(tf), result.GetValue(days)).ToScope();
            }
            catch (InputException wrong)
            {
                result.AddError(wrong.Message);
            }
            catch (InvalidOperationException)
            {
                // A value of the wrong type; the parser says so itself.
            }
        });
        command.SetAction((parsed, cancellation) => new BackfillCommand(environment).RunAsync(
            parsed.GetValue(database) is { } path ? [.. configuration, $"--CryptoFlow:Database:Path={path}"] : [.. configuration],
            Request(parsed),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private async Task<int> RunAsync(string[] args, BackfillRequest request, bool json, CancellationToken cancellation)
    {
        try
        {
            await using var target = await ChooseAsync(args, cancellation);
            var started = await target.StartAsync(request, cancellation);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, target.Stopping);
            var watch = new BackfillWatch(target, started, environment.Time);
            var report = Report(json);

            report.Plan(await watch.UntilPlannedAsync(stop.Token));
            var runs = await report.FollowAsync(watch, stop.Token);
            report.End(started.Run, runs);
            return BackfillSummary.IsComplete(runs) ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (OperationCanceledException)
        {
            await environment.Error.WriteLineAsync("Interrupted; what was stored stays, and the next backfill goes on from there.");
            return ExitCodes.Failure;
        }
        catch (InputException wrong)
        {
            await environment.Error.WriteLineAsync(wrong.Message);
            return ExitCodes.WrongUse;
        }
        catch (Exception failure) when (StartFailures.Explain(failure) is { } sentences)
        {
            foreach (var sentence in sentences)
                await environment.Error.WriteLineAsync(sentence);
            return ExitCodes.Failure;
        }
    }

    private async Task<IBackfillTarget> ChooseAsync(string[] args, CancellationToken cancellation)
    {
        var builder = LocalSystem.Configure(args);
        return await ServerConnection.FindAsync(LocalSystem.OptionsOf(builder), environment.Time, cancellation) is { } server
            ? new ServerBackfill(server)
            : new LocalBackfill(new LocalSystem(builder, environment, collects: true), environment.Time);
    }

    private IBackfillReport Report(bool json) => (json, environment.IsTerminal) switch
    {
        (true, _) => new JsonReport(environment.Out),
        (_, true) => new TerminalReport(environment.Out, environment.Time),
        _ => new PlainReport(environment.Out, environment.Time),
    };
}
