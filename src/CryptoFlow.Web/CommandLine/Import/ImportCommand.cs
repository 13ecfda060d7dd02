using System.CommandLine;
using CryptoFlow.Errors;
using CryptoFlow.Import;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>The options of an import.</summary>
internal sealed record ImportOrder(string File, SeriesKey Series, bool DryRun);

/// <summary>
/// <c>import</c>: stores the candles of a CSV file, through the server that has the database open if there is one. Rows that cannot be closed
/// candles are reported and skipped; the exit code is then 1.
/// </summary>
internal sealed class ImportCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var csv = new Option<string>("--csv") { Description = "The file: plain, gzip, or a zip archive with one file in it; - is standard input.", HelpName = "FILE", Required = true };
        CommandOptions.RefuseEmpty(csv, "it names the file to read; - is standard input.");
        var symbol = new Option<string>("--symbol") { Description = "Whose candles they are, such as BINANCE:BTCUSDT; the symbol need not be listed or collected.", HelpName = "EXCHANGE:SYMBOL", Required = true };
        var tf = new Option<string>("--tf") { Description = "The interval of the candles: 15m, 1h, 4h, 1d, … or minutes; it need not be collected.", HelpName = "INTERVAL", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only read and check the rows; no database is touched." };
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object at the end." };
        var command = new Command(
            "import",
            "Imports candles from a CSV file: open_time,open,high,low,close,volume, or all of Binance's raw columns, or any order under a header line.\n"
            + "Times are s, ms or us since 1970, or ISO 8601 (UTC where no offset is given). Rows that cannot be closed candles are reported and left out; then the exit code is 1.\n"
            + "Importing a file again changes nothing. Where a server has the database it goes through that server, with its key (CryptoFlow:Api:Key).")
        {
            csv, symbol, tf, dryRun, json,
        };
        CommandOptions.Check(command, result => _ = result.GetValue(symbol) is { } text ? SeriesOf(text, "15") : default, symbol);
        CommandOptions.Check(command, result => _ = result.GetValue(tf) is { } text ? SeriesOf("BINANCE:BTCUSDT", text) : default, tf);
        command.SetAction((parsed, cancellation) => new ImportCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            new ImportOrder(parsed.GetValue(csv)!, SeriesOf(parsed.GetValue(symbol)!, parsed.GetValue(tf)!), parsed.GetValue(dryRun)),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private Task<int> RunAsync(string[] args, ImportOrder order, bool json, CancellationToken cancellation)
    {
        CandleImport? import = null;
        return environment.RunAsync(
            async () =>
            {
                await using var source = await ImportFile.OpenAsync(order.File, environment, cancellation);
                await using var target = order.DryRun ? null : await ChooseTargetAsync(args, cancellation);
                if (target is not null)
                    await target.StartAsync(cancellation);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, target?.Stopping ?? CancellationToken.None);

                import = new CandleImport(source, order.Series, target, environment.Time.GetUtcNow().ToUnixTimeMilliseconds());
                var report = environment.ChooseReport<IImportReport>(
                    json, output => new JsonImportReport(output), output => new TerminalImportReport(output, environment.Time), output => new PlainImportReport(output, environment.Time));
                var summary = await FollowAsync(report, order, source, import, stop.Token);
                report.End(order, summary);
                if (summary.Candles > 0)
                    return summary.Rejected == 0 ? ExitCodes.Success : ExitCodes.Failure;
                return await environment.FailAsync(new UserFailure(ExitCodes.Failure, [$"{order.File}: there is no closed candle of {order.Series} in it; nothing was imported."]));
            },
            interrupted: "Interrupted.",
            remains: () => import?.Summary is { } s && s.Inserted + s.Updated + s.Unchanged is var stored and > 0
                ? $"{stored:N0} candles had been stored by then and stay; importing the file again goes on from there."
                : null);
    }

    private Task<IImportTarget> ChooseTargetAsync(string[] args, CancellationToken cancellation) => environment.ChooseTargetAsync<IImportTarget>(
        args, collects: false, server => new ServerImport(server, environment.Time), system => new LocalImport(system, environment.Time), cancellation);

    /// <exception cref="UserError">The rows of the file cannot be read.</exception>
    private static async Task<ImportSummary> FollowAsync(IImportReport report, ImportOrder order, CsvSource source, CandleImport import, CancellationToken cancellation)
    {
        try
        {
            return await report.FollowAsync(order, source, import, cancellation);
        }
        catch (InvalidDataException unreadable)
        {
            throw ImportFile.Unreadable(order.File, unreadable);
        }
    }

    /// <exception cref="InputException">The symbol or the interval is wrong.</exception>
    private static SeriesKey SeriesOf(string symbol, string tf) => new(SeriesInput.Instrument(symbol), SeriesInput.Interval(tf));
}
