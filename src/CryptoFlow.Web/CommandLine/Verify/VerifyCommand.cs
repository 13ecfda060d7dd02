using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Verification;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine.Verify;

/// <summary>Which series to check, and how.</summary>
internal sealed record VerifyOrder(Exchange? Exchange, string? Symbol, Interval? Interval, bool AgainstExchange, string? Compare, bool Repair)
{
    public bool IsWanted(SeriesKey series) => (Exchange is null || series.Exchange == Exchange)
        && (Symbol is null || series.Symbol == Symbol)
        && (Interval is null || series.Interval == Interval);

    /// <summary>Reads the options. <paramref name="symbol"/> may name the exchange, too: BINANCE:BTCUSDT.</summary>
    /// <exception cref="InputException">An option is wrong.</exception>
    public static VerifyOrder Of(string? symbol, string? tf, bool against, string? compare, bool repair)
    {
        var parts = symbol?.Split(':');
        var exchange = parts is [var name, _] ? SeriesInput.Exchange(name) : (Exchange?)null;
        return new VerifyOrder(
            exchange,
            parts is null ? null : SeriesInput.Symbol(parts.Length <= 2 ? parts[^1] : symbol!),
            tf is null ? null : SeriesInput.Interval(tf),
            against,
            compare,
            repair);
    }
}

/// <summary>
/// <c>verify</c>: checks the stored candles by themselves, against their exchange, or against another file. The command may run at any time, also while a server uses
/// the file. Only <c>--repair</c> writes, through the server that has the file open if there is one.
/// </summary>
internal sealed class VerifyCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var symbol = new Option<string>("--symbol") { Description = "Only this symbol, such as BTCUSDT or BINANCE:BTCUSDT.", HelpName = "SYMBOL" };
        var tf = new Option<string>("--tf") { Description = "Only this interval: 15m, 1h, 4h, 1d or minutes.", HelpName = "INTERVAL" };
        var against = new Option<bool>("--against-exchange") { Description = "Fetch all stored candles again and compare every field." };
        var compare = new Option<string>("--compare") { Description = "Name the series and months whose candles differ from those of this database.", HelpName = "FILE" };
        CommandOptions.RefuseEmpty(compare, "it names the database to compare with.");
        var repair = new Option<bool>("--repair") { Description = "Fetch the doubtful candles (with --against-exchange all candles) and store the exchange's values." };
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object at the end." };
        var command = new Command(
            "verify",
            "Checks the stored candles: holes that the gap ledger does not know, grid, impossible values, counts, and 1h, 4h and 1d against the roll-up of 15m.\n"
            + "Reads only, also while a server uses the file. --repair writes; if a server has the database open, it writes through that server, with its key (CryptoFlow:Api:Key).\n"
            + "Exit code 0: nothing is wrong; 1: something is wrong, or could not be compared; 2: wrong use.")
        {
            symbol, tf, against, compare, repair, json,
        };
        VerifyOrder Order(Func<Option<string>, string?> text, Func<Option<bool>, bool> flag) =>
            VerifyOrder.Of(text(symbol), text(tf), flag(against), text(compare), flag(repair));

        CommandOptions.Check(command, result => _ = Order(o => result.GetValue(o), o => result.GetValue(o)));
        command.SetAction((parsed, cancellation) => new VerifyCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            Order(o => parsed.GetValue(o), o => parsed.GetValue(o)),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private Task<int> RunAsync(string[] args, VerifyOrder order, bool json, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            var options = LocalSystem.ValidatedOptions(args);
            using var file = CandleFile.Open(options, options.Database.Path, environment.Time);
            await using var repair = order.Repair ? await ChooseTargetAsync(args, cancellation) : null;
            if (repair is not null)
                await repair.StartAsync(cancellation);
            var answer = await VerifyAsync(file, options, order, repair, cancellation);
            if (json)
                await environment.Out.WriteLineAsync(JsonSerializer.Serialize(answer, CommandJson.Default.VerifyAnswer));
            else
                VerifyText.Write(environment.Out, answer, order.Repair);
            return answer.Ok ? ExitCodes.Success : ExitCodes.Failure;
        },
        interrupted: "Interrupted. The repairs so far stay.");

    private Task<IRepairTarget> ChooseTargetAsync(string[] args, CancellationToken cancellation) => environment.ChooseTargetAsync<IRepairTarget>(
        args, ExchangeRequests.None, server => new ServerRepair(server), system => new LocalRepair(system, environment.Time), cancellation);

    private async Task<VerifyAnswer> VerifyAsync(CandleFile file, CryptoFlowOptions options, VerifyOrder order, IRepairTarget? repair, CancellationToken cancellation)
    {
        var all = file.Series();
        ImmutableArray<SeriesStats> wanted = [.. all.Where(s => order.IsWanted(s.Series))];
        if (wanted.IsEmpty)
            throw UserError.WrongUse("The database holds no candle of such a series.");

        var book = new FindingBook();
        var local = new LocalChecks(file, book);
        var candles = wanted.Sum(series => local.Scan(series, cancellation));
        foreach (var instrument in all.GroupBy(s => s.Series.Instrument))
            local.RollUp([.. instrument], order.IsWanted, cancellation);

        ExchangeSummary? compared = null;
        if (order.AgainstExchange || order.Repair)
        {
            // A difference in a roll-up concerns two series. Only a comparison of both with the exchange shows which of them is wrong.
            var exchange = new ExchangeCheck(file, book, options, repair, environment.Time);
            var ranges = all.ToDictionary(s => s.Series, s => order.AgainstExchange && order.IsWanted(s.Series) ? [LocalChecks.RangeOf(s)] : book.RangesOf(s.Series));
            foreach (var stats in all)
            {
                await exchange.CompareAsync(stats, ranges[stats.Series], cancellation);
                await exchange.RepairCountAsync(stats.Series, cancellation);
            }

            compared = exchange.Summary;
        }

        var months = order.Compare is { } other ? Compare(file, options, other, all, order) : null;
        return Answer(wanted.Length, candles, book.Settle(), compared, months);
    }

    private List<MonthAnswer> Compare(CandleFile file, CryptoFlowOptions options, string path, ImmutableArray<SeriesStats> here, VerifyOrder order)
    {
        using var other = CandleFile.Open(options, path, environment.Time);
        var months = new List<MonthAnswer>();
        var there = other.Series();
        foreach (var series in here.Concat(there).Select(s => s.Series).Distinct().Where(order.IsWanted))
        {
            // Candles that retention has removed from one file are no difference, so both files are compared from the later boundary on.
            var range = CandleFile.Everything with { From = Math.Max(KeptFrom(here, series), KeptFrom(there, series)) };
            months.AddRange(MonthHashes.Differences(HashesOf(file, here, series, range), HashesOf(other, there, series, range))
                .Select(m => new MonthAnswer(series.Exchange.ToWireName(), series.Symbol, series.Interval.Minutes, m.Month, m.Here, m.There)));
        }

        return months;
    }

    private static IEnumerable<MonthHash> HashesOf(CandleFile file, ImmutableArray<SeriesStats> stored, SeriesKey series, TimeRange range) =>
        stored.FirstOrDefault(s => s.Series == series) is null ? [] : MonthHashes.Of(file.Read(series, range));

    private static long KeptFrom(ImmutableArray<SeriesStats> stored, SeriesKey series) =>
        stored.FirstOrDefault(s => s.Series == series)?.KeptFrom ?? CandleFile.Everything.From;

    private static VerifyAnswer Answer(int series, long candles, ImmutableArray<Finding> findings, ExchangeSummary? compared, List<MonthAnswer>? months) => new(
        !findings.Any(f => f.Kind.IsFault()) && months is null or { Count: 0 } && compared is null or { NotCompared.Length: 0 },
        series,
        candles,
        [.. findings.Take(VerifyAnswer.MostFindings).Select(FindingAnswer.Of)],
        findings.GroupBy(f => f.Kind).OrderBy(g => g.Key).ToDictionary(g => g.Key.ToName(), g => g.Count()),
        compared is null ? null : new ExchangeAnswerSummary(compared.Requests, compared.Candles, compared.Written, compared.Deleted, compared.NotCompared),
        months);
}
