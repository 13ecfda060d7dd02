using System.CommandLine;
using CryptoFlow.Errors;
using CryptoFlow.Import;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>The options of an import.</summary>
/// <param name="File">The CSV file or the database, as the user named it.</param>
/// <param name="Series">The series of a CSV file; null for a database, whose rows name their series.</param>
/// <param name="Exchange">The exchange of the symbols in a database that name no exchange, or null.</param>
/// <param name="DryRun">True if the rows are only checked.</param>
internal sealed record ImportOrder(string File, SeriesKey? Series, Exchange? Exchange, bool DryRun);

/// <summary>
/// <c>import</c>: stores the candles of a CSV file, or those of a database of the replaced system, through the server that has the database open if there is one.
/// Rows that cannot be closed candles are reported and skipped; the exit code is then 1.
/// </summary>
internal sealed class ImportCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var csv = new Option<string>("--csv") { Description = "The CSV file: plain, gzip, or a zip archive with one file in it; - is standard input.", HelpName = "FILE" };
        CommandOptions.RefuseEmpty(csv, "it names the file to read; - is standard input.");
        var db = new Option<string>("--db") { Description = "The database of the replaced system. All its candles are imported. The file is opened read-only and never changed.", HelpName = "FILE" };
        CommandOptions.RefuseEmpty(db, "it names the database to take over.");
        var symbol = new Option<string>("--symbol") { Description = "With --csv: the contract of the candles, such as BINANCE:BTCUSDT. It need not be listed or collected.", HelpName = "EXCHANGE:SYMBOL" };
        var tf = new Option<string>("--tf") { Description = "With --csv: the interval of the candles: 15m, 1h, 4h, 1d, … or minutes; it need not be collected.", HelpName = "INTERVAL" };
        var exchange = new Option<string>("--exchange") { Description = "With --db: the exchange of the symbols that name no exchange (btcusdt).", HelpName = "NAME" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only read and check the rows; no database is touched." };
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object at the end." };
        var command = new Command(
            "import",
            "Imports candles from a CSV file: open_time,open,high,low,close,volume, or all of Binance's raw columns, or any order under a header line.\n"
            + "Or takes over a database of the replaced system, whose tables name symbols and intervals themselves.\n"
            + "Times are s, ms or us since 1970, or ISO 8601 (UTC if no offset is given). Rows that cannot be closed candles are reported and left out; then the exit code is 1.\n"
            + "Importing a file again changes nothing. If a server has the database open, the import goes through that server, with its key (CryptoFlow:Api:Key).")
        {
            csv, db, symbol, tf, exchange, dryRun, json,
        };
        CommandOptions.Check(command, result => _ = result.GetValue(symbol) is { } text ? SeriesInput.Instrument(text) : null, symbol);
        CommandOptions.Check(command, result => _ = result.GetValue(tf) is { } text ? SeriesInput.Interval(text) : default, tf);
        CommandOptions.Check(command, result => _ = ExchangeOf(result.GetValue(exchange)), exchange);
        CommandOptions.Check(command, result => RefuseMixedOptions(result.GetValue(csv), result.GetValue(db), result.GetValue(symbol), result.GetValue(tf), result.GetValue(exchange)));
        command.SetAction((parsed, cancellation) => new ImportCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            parsed.GetValue(db) is { } file
                ? new ImportOrder(file, null, ExchangeOf(parsed.GetValue(exchange)), parsed.GetValue(dryRun))
                : new ImportOrder(parsed.GetValue(csv)!, new SeriesKey(SeriesInput.Instrument(parsed.GetValue(symbol)!), SeriesInput.Interval(parsed.GetValue(tf)!)), null, parsed.GetValue(dryRun)),
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
                await using var source = await ImportSource.OpenAsync(order, environment, DatabaseOf(args), cancellation);
                await using var target = order.DryRun ? null : await ChooseTargetAsync(args, cancellation);
                if (target is not null)
                    await target.StartAsync(cancellation);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, target?.Stopping ?? CancellationToken.None);

                import = new CandleImport(source.Rows, target);
                var report = environment.ChooseReport<IImportReport>(
                    json, output => new JsonImportReport(output), output => new TerminalImportReport(output, environment.Time), output => new PlainImportReport(output, environment.Time));
                var summary = await FollowAsync(report, order, import, stop.Token);
                report.End(order, summary);
                if (summary.Candles > 0)
                    return summary.Rejected == 0 ? ExitCodes.Success : ExitCodes.Failure;
                var what = order.Series is { } series ? $"closed candle of {series}" : "closed candle";
                return await environment.FailAsync(new UserFailure(ExitCodes.Failure, [$"{order.File}: there is no {what} in it; nothing was imported."]));
            },
            interrupted: "Interrupted.",
            remains: () => import?.Summary is { } s && s.Inserted + s.Updated + s.Unchanged is var stored and > 0
                ? $"{stored:N0} candles had been stored by then and stay; importing the file again goes on from there."
                : null);
    }

    private Task<IImportTarget> ChooseTargetAsync(string[] args, CancellationToken cancellation) => environment.ChooseTargetAsync<IImportTarget>(
        args, ExchangeRequests.None, server => new ServerImport(server), system => new LocalImport(system, environment.Time), cancellation);

    private static DatabaseOptions DatabaseOf(string[] args) => LocalSystem.OptionsOf(LocalSystem.Configure(args)).Database;

    /// <exception cref="UserError">The rows cannot be read.</exception>
    private static async Task<ImportSummary> FollowAsync(IImportReport report, ImportOrder order, CandleImport import, CancellationToken cancellation)
    {
        try
        {
            return await report.FollowAsync(order, import, cancellation);
        }
        catch (InvalidDataException unreadable)
        {
            throw ImportFile.Unreadable(order.File, unreadable);
        }
        catch (StoreException unreadable) when (unreadable is not FileRefusedException)
        {
            throw new UserError(DatabaseFile.ExplainReplaced(order.File, unreadable));
        }
    }

    private static Exchange? ExchangeOf(string? text) => text is null ? null : SeriesInput.Exchange(text);

    /// <exception cref="InputException">The options do not belong together, or one is missing.</exception>
    private static void RefuseMixedOptions(string? csv, string? db, string? symbol, string? tf, string? exchange)
    {
        if ((csv is null) == (db is null))
            throw new InputException("--csv or --db names the file to import; give one of them.");
        if (csv is not null && (symbol is null || tf is null))
            throw new InputException("--csv needs --symbol and --tf: they name the contract and the interval of the candles.");
        if (db is not null && (symbol is not null || tf is not null))
            throw new InputException("--symbol and --tf are for --csv: the tables of a database name both themselves.");
        if (csv is not null && exchange is not null)
            throw new InputException("--exchange is for --db: with --csv, --symbol names the exchange.");
    }
}
