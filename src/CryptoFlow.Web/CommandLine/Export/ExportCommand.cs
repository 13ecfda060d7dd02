using System.Collections.Immutable;
using System.CommandLine;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Export;
using CryptoFlow.Messages;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine.Export;

/// <summary>The options of an export.</summary>
internal sealed record ExportSettings(
    string[] Configuration, Instrument? Instrument, Timeframe? Timeframe, long? From, long? To, ExportFormat Format, string Out, bool Overwrite, bool Json)
{
    /// <summary>Whether funding rates are exported instead of candles.</summary>
    public bool Funding { get; init; }
}

/// <summary>
/// <c>export</c>: writes stored candles to a CSV or Parquet file, or each series to a file of its own in a directory; with <c>--what funding</c> funding rates
/// (<see cref="FundingExportRun"/>). It opens the database read-only, whether or
/// not a server is running, and starts no actors.
/// </summary>
internal sealed class ExportCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var symbol = new Option<string>("--symbol") { Description = "The contract, such as BINANCE:BTCUSDT. Default: all stored contracts.", HelpName = "EXCHANGE:SYMBOL" };
        var tf = new Option<string>("--tf") { Description = "The candle length: a stored interval (15m, 1h, …) or a multiple of one (2h, 3d, 1w, 1M), which is rolled up. Default: all stored intervals.", HelpName = "INTERVAL" };
        var from = CommandOptions.Time("--from", "First open time. Default: the oldest candle.");
        var to = CommandOptions.Time("--to", "End of open times (exclusive). Default: the newest candle.");
        var format = new Option<string>("--format") { Description = "csv or parquet. Default: parquet if FILE ends in .parquet, else csv.", HelpName = "FORMAT" };
        var output = new Option<string>("--out") { Description = "The file to write. Without --symbol or --tf, and where PATH is a directory: the directory for one file per series, such as BINANCE-BTCUSDT-15m.csv.", HelpName = "PATH", Required = true };
        CommandOptions.RefuseEmpty(output, "it names the file to write, such as btc.csv.");
        var what = new Option<string>("--what") { Description = "candles or funding (settled funding rates, a file per contract). Default: candles.", HelpName = "KIND" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files that exist." };
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object at the end." };
        var command = new Command(
            "export",
            "Writes stored candles to a CSV or Parquet file, with constant memory. It only reads, and may run at any time.\n"
            + "A file appears under its name when it is whole. Rolled-up candles that are not complete are left out and counted.")
        {
            symbol, tf, from, to, format, output, what, overwrite, json,
        };
        CommandOptions.Check(command, result => _ = FormatOf(result.GetValue(format), result.GetValue(output)), format);
        CommandOptions.Check(command, result => _ = InstrumentOf(result.GetValue(symbol)), symbol);
        CommandOptions.Check(command, result => _ = TimeframeOf(result.GetValue(tf)), tf);
        CommandOptions.Check(command, result => _ = IsFunding(result.GetValue(what), result.GetValue(tf)), what);
        CommandOptions.Check(command, result => SeriesInput.RefuseEmptyRange(result.GetValue(from), result.GetValue(to)));
        command.SetAction((parsed, cancellation) => new ExportCommand(environment).RunAsync(
            new ExportSettings(
                CommandOptions.Arguments(configuration, parsed.GetValue(database)),
                InstrumentOf(parsed.GetValue(symbol)),
                TimeframeOf(parsed.GetValue(tf)),
                parsed.GetValue(from),
                parsed.GetValue(to),
                FormatOf(parsed.GetValue(format), parsed.GetValue(output)),
                parsed.GetValue(output)!,
                parsed.GetValue(overwrite),
                parsed.GetValue(json))
            {
                Funding = IsFunding(parsed.GetValue(what), parsed.GetValue(tf)),
            },
            cancellation));
        return command;
    }

    private async Task<int> RunAsync(ExportSettings settings, CancellationToken cancellation)
    {
        if (settings.Funding)
            return await new FundingExportRun(settings, environment).RunAsync(cancellation);
        using var stop = new StopSignals(cancellation);
        var done = new List<ExportedFile>();
        return await environment.RunAsync(
            async () =>
            {
                var options = LocalSystem.ValidatedOptions(settings.Configuration);
                ExportPlan.RefuseOutput(settings, options.Database.Path);
                var database = StorageSettings.From(options.Database, options.CollectionPlan().Intervals);
                using var store = DatabaseFile.OpenForReading(database, environment.Time);
                var stored = (ReaderProtocol.SeriesListed)Answer(store, new ReaderProtocol.ListSeries(null, TimeSpan.MaxValue), database.Path);
                var plan = ExportPlan.Make(settings, options, stored.Series, AddedIn(store, database.Path));
                var report = environment.ChooseReport<IExportReport>(
                    settings.Json, o => new JsonExportReport(o), o => new TerminalExportReport(o), o => new PlainExportReport(o, environment.Time));
                await report.FollowAsync(plan, written => Task.Run(() => WriteAllAsync(plan, settings, store, database.Path, written, done, stop.Token), CancellationToken.None));
                if (done.Count == 0)
                    throw new UserError(plan.NothingFound(settings));
                report.End(done);
                return ExitCodes.Success;
            },
            interrupted: "Interrupted.",
            remains: () => done.Count > 0 ? $"{done.Count} of the files were whole by then and stay." : null);
    }

    private static async Task WriteAllAsync(
        ExportPlan plan, ExportSettings settings, IReadStore store, string database, Action<ExportJob, ExportCounts> written, List<ExportedFile> done, CancellationToken stop)
    {
        foreach (var job in plan.Jobs)
        {
            if (await WriteAsync(job, settings, store, database, counts => written(job, counts), stop) is { } file)
                done.Add(file);
        }
    }

    /// <summary>Writes one file; null if there is no candle for it.</summary>
    private static async Task<ExportedFile?> WriteAsync(
        ExportJob job, ExportSettings settings, IReadStore store, string database, Action<ExportCounts> written, CancellationToken stop)
    {
        try
        {
            await using var file = ExportFile.Create(job.Out, settings.Overwrite);
            await using var writer = settings.Format.WriterTo(job.Order, file.Stream);
            var counts = await CandleExport.RunAsync(
                job.Order,
                (query, cancellation) =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    return new((ReaderProtocol.CandlesRead)Answer(store, query, database));
                },
                writer,
                written,
                stop);
            if (counts.Candles == 0)
                return null;
            var length = file.Length;
            await file.KeepAsync(stop);
            return ExportedFile.Of(job, counts, length);
        }
        catch (DatabaseReplacedException replaced)
        {
            throw new UserError($"{replaced.Message} {job.Out} was not stored; export again.");
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{job.Out} cannot be written: {unwritable.Message.TrimEnd('.')}. Nothing was stored under this name.");
        }
    }

    /// <summary>The series that users have added.</summary>
    internal static IEnumerable<SeriesKey> AddedIn(IReadStore store, string database) =>
        ((ReaderProtocol.AddedSeriesRead)Answer(store, new ReaderProtocol.ReadAddedSeries(null, TimeSpan.MaxValue), database)).Series.Select(added => added.Series);

    /// <exception cref="UserError">The database cannot be read.</exception>
    internal static IReadReply Answer(IReadStore store, IReadMessage query, string database)
    {
        try
        {
            return store.Answer(query, Deadline.Never);
        }
        catch (StoreException failure) when (failure is not FileRefusedException)
        {
            throw new UserError($"The database {database} cannot be read: {failure.Message.TrimEnd('.')}.");
        }
    }

    private static ExportFormat FormatOf(string? format, string? output) =>
        format is null ? (output?.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) == true ? ExportFormat.Parquet : ExportFormat.Csv)
        : ExportFormats.TryParse(format, out var known) ? known
        : throw new InputException($"format is '{SeriesInput.Quote(format)}'; allowed are {ExportFormats.AllowedText}.");

    private static bool IsFunding(string? what, string? tf) => what?.ToLowerInvariant() switch
    {
        null or "candles" => false,
        "funding" when tf is null => true,
        "funding" => throw new InputException("funding rates have no candle length; leave --tf out."),
        _ => throw new InputException($"it is '{SeriesInput.Quote(what)}'; allowed are candles and funding."),
    };

    private static Instrument? InstrumentOf(string? text) => text is null ? null : SeriesInput.Instrument(text);

    private static Timeframe? TimeframeOf(string? text) => text is null ? null : SeriesInput.Timeframe(text);
}
