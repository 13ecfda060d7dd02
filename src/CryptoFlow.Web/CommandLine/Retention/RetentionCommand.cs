using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CryptoFlow.Web.Api.Retention;

namespace CryptoFlow.Web.CommandLine.Retention;

/// <summary>The output of <c>retention --json</c> after a run.</summary>
/// <param name="Removed">Candles that were removed.</param>
/// <param name="Series">By series, in the order of removal.</param>
internal sealed record RetentionSummary(long Removed, IReadOnlyList<RemovedSeries> Series);

/// <summary>Candles that were removed of one series, and the open time before which none is left, ms UTC.</summary>
internal sealed record RemovedSeries(string Exchange, string Symbol, int Tf, long Removed, long KeptFrom);

/// <summary><c>retention</c>: removes the candles that <c>CryptoFlow:Retention</c> does not keep, or lists them. A server removes them by itself once an hour.</summary>
internal sealed class RetentionCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only list the candles that would be removed: number, first and last time and approximate bytes of each series." };
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object at the end." };
        var command = new Command(
            "retention",
            "Removes candles that are older than CryptoFlow:Retention keeps them (CryptoFlow:Retention:15m=730 keeps 730 days of 15m). A server does this by itself every hour.\n"
            + "If a server has the database open, the server removes the candles by its own rules, with its key (CryptoFlow:Api:Key); --dry-run needs no key.\n"
            + "The file does not become smaller: later candles use the free pages. A backup and its restore make the file smaller.")
        {
            dryRun, json,
        };
        command.SetAction((parsed, cancellation) => new RetentionCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)), parsed.GetValue(dryRun), parsed.GetValue(json), cancellation));
        return command;
    }

    private Task<int> RunAsync(string[] args, bool dryRun, bool json, CancellationToken cancellation)
    {
        var removed = new List<RemovedSeries>();
        return environment.RunAsync(
            async () =>
            {
                var options = LocalSystem.ValidatedOptions(args);
                await using var target = await environment.ChooseTargetAsync<IRetentionTarget>(
                    args, ExchangeRequests.None, server => new ServerRetention(server), system => new LocalRetention(system, options, environment.Time), cancellation);
                if (dryRun)
                    await PrintAsync(await target.PlanAsync(cancellation), json);
                else
                    await RemoveAsync(target, removed, json, cancellation);
                return ExitCodes.Success;
            },
            interrupted: "Interrupted.",
            remains: () => removed.Count > 0 ? $"{removed.Sum(r => r.Removed):N0} candles had been removed by then; the next run goes on from there." : null);
    }

    private async Task RemoveAsync(IRetentionTarget target, List<RemovedSeries> removed, bool json, CancellationToken cancellation)
    {
        await target.StartAsync(cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, target.Stopping);
        RemovedAnswer step;
        do
        {
            stop.Token.ThrowIfCancellationRequested();
            step = await target.StepAsync(stop.Token);
            if (step is { Exchange: { } exchange, Symbol: { } symbol, Tf: { } tf, KeptFrom: { } keptFrom })
                Add(removed, new RemovedSeries(exchange, symbol, tf, step.Removed, keptFrom));
        }
        while (step.More);

        if (json)
        {
            await environment.Out.WriteLineAsync(JsonSerializer.Serialize(new RetentionSummary(removed.Sum(r => r.Removed), removed), CommandJson.Default.RetentionSummary));
            return;
        }

        foreach (var series in removed)
            await environment.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Name(series.Exchange, series.Symbol, series.Tf)}: {series.Removed:N0} candles removed, kept from {Time(series.KeptFrom)} UTC on."));
        await environment.Out.WriteLineAsync(removed.Count == 0 ? "No candle is too old." : string.Create(CultureInfo.InvariantCulture, $"{removed.Sum(r => r.Removed):N0} candles removed."));
    }

    private async Task PrintAsync(RetentionAnswer plan, bool json)
    {
        if (json)
        {
            await environment.Out.WriteLineAsync(JsonSerializer.Serialize(plan, CommandJson.Default.RetentionAnswer));
            return;
        }

        foreach (var series in plan.Series)
            await environment.Out.WriteLineAsync(Sentence(series));
        await environment.Out.WriteLineAsync(plan.Days.Count == 0
            ? "No CryptoFlow:Retention is set: all candles are kept."
            : string.Create(CultureInfo.InvariantCulture, $"{plan.Rows:N0} candles would be removed, about {Megabytes(plan.Bytes)}. Nothing was removed."));
    }

    private static string Sentence(RetainedSeries series)
    {
        var what = series is { From: { } from, To: { } to }
            ? string.Create(CultureInfo.InvariantCulture, $"{series.Rows:N0} candles, opened {Time(from)} to before {Time(to)} UTC, about {Megabytes(series.Bytes)}")
            : "nothing";
        return $"{Name(series.Exchange, series.Symbol, series.Tf)}: {what}{(series.PaperAccountFrom is { } account ? $"; a paper account needs the candles from {Time(account)} UTC on" : "")}.";
    }

    private static void Add(List<RemovedSeries> all, RemovedSeries step)
    {
        if (all.Count > 0 && (all[^1].Exchange, all[^1].Symbol, all[^1].Tf) == (step.Exchange, step.Symbol, step.Tf))
            all[^1] = step with { Removed = all[^1].Removed + step.Removed };
        else
            all.Add(step);
    }

    private static string Name(string exchange, string symbol, int tf) => $"{exchange.ToUpperInvariant()}:{symbol} {new Interval(tf)}";

    private static string Time(long time) => $"{DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd HH:mm}";

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024.0):0.0} MB");
}
