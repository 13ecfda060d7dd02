using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Export;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Web.CommandLine.Export;

/// <summary>A file of funding rates. <c>export --what funding --json</c> prints it.</summary>
/// <param name="File">The path.</param>
/// <param name="Symbol">BINANCE:BTCUSDT.</param>
/// <param name="Rates">Rates in the file.</param>
/// <param name="OldestTime">Time of the first settlement, ms UTC.</param>
/// <param name="NewestTime">Time of the last settlement, ms UTC.</param>
/// <param name="Bytes">Length of the file.</param>
internal sealed record ExportedFunding(string File, string Symbol, long Rates, long? OldestTime, long? NewestTime, long Bytes);

/// <summary>The output of <c>export --what funding --json</c>.</summary>
internal sealed record FundingExportAnswer(IReadOnlyList<ExportedFunding> Files, long Rates);

/// <summary>
/// <c>export --what funding</c>: writes the settled funding rates of a contract to a CSV or Parquet file, or of each contract to a file of its own in a directory.
/// Shows no progress, because this export takes only a moment.
/// </summary>
internal sealed class FundingExportRun(ExportSettings settings, CommandEnvironment environment)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var stop = new StopSignals(cancellation);
        var done = new List<ExportedFunding>();
        return await environment.RunAsync(
            async () =>
            {
                var options = LocalSystem.ValidatedOptions(settings.Configuration);
                ExportPlan.RefuseOutput(settings, options.Database.Path);
                using var store = DatabaseFile.OpenForReading(StorageSettings.From(options.Database, options.CollectionPlan().Intervals), environment.Time);
                foreach (var (order, path) in FilesOf(options, store))
                {
                    if (await WriteAsync(order, path, store, options.Database.Path, stop.Token) is { } file)
                        done.Add(file);
                }

                if (done.Count == 0)
                    throw new UserError($"There is no funding rate{(settings.Instrument is { } contract ? $" of {contract}" : "")} in the database {options.Database.Path}{(settings is { From: null, To: null } ? "" : " in this range")}. Collector:Funding switches their collection on.");
                Report(done);
                return ExitCodes.Success;
            },
            interrupted: "Interrupted.",
            remains: () => done.Count > 0 ? $"{done.Count} of the files were whole by then and stay." : null);
    }

    private ImmutableArray<(FundingOrder Order, string Path)> FilesOf(CryptoFlowOptions options, IReadStore store)
    {
        if (ExportPlan.IsFile(settings))
            return [(new FundingOrder(settings.Instrument!, settings.From, settings.To), settings.Out)];

        // Every contract with funding rates is collected, of the configuration or added, or was collected and has candles.
        var stored = (ReaderProtocol.SeriesListed)ExportCommand.Answer(store, new ReaderProtocol.ListSeries(settings.Instrument, TimeSpan.MaxValue), options.Database.Path);
        var contracts = settings.Instrument is { } one ? [one] : stored.Series.Select(s => s.Series.Instrument)
            .Union(options.CollectionPlan().Series.Concat(ExportCommand.AddedIn(store, options.Database.Path)).Select(s => s.Instrument));
        ImmutableArray<(FundingOrder Order, string Path)> files =
            [.. contracts.Select(c => new FundingOrder(c, settings.From, settings.To)).Select(order => (order, Path.Combine(settings.Out, order.FileName(settings.Format))))];
        Directory.CreateDirectory(settings.Out);
        foreach (var (_, path) in files)
            ExportFile.Refuse(path, options.Database.Path, settings.Overwrite);
        return files;
    }

    /// <summary>Writes one file; null if there is no rate for it.</summary>
    private async Task<ExportedFunding?> WriteAsync(FundingOrder order, string path, IReadStore store, string database, CancellationToken stop)
    {
        try
        {
            await using var file = ExportFile.Create(path, settings.Overwrite);
            var counts = await FundingExport.RunAsync(
                order,
                (query, _) => new((ReaderProtocol.FundingRatesRead)ExportCommand.Answer(store, query, database)),
                settings.Format.FundingWriterTo(order, file.Stream),
                stop);
            if (counts.Rates == 0)
                return null;
            var length = file.Length;
            await file.KeepAsync(stop);
            return new ExportedFunding(path, order.Contract.StorageKey, counts.Rates, counts.Oldest, counts.Newest, length);
        }
        catch (DatabaseReplacedException replaced)
        {
            throw new UserError($"{replaced.Message} {path} was not stored; export again.");
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be written: {unwritable.Message.TrimEnd('.')}. Nothing was stored under this name.");
        }
    }

    private void Report(List<ExportedFunding> files)
    {
        if (settings.Json)
        {
            environment.Out.WriteLine(JsonSerializer.Serialize(new FundingExportAnswer(files, files.Sum(f => f.Rates)), CommandJson.Default.FundingExportAnswer));
            return;
        }

        foreach (var file in files)
            environment.Out.WriteLine($"{file.File}: {file.Rates:N0} funding rates of {file.Symbol}, settled {ExportText.Time(file.OldestTime)} to {ExportText.Time(file.NewestTime)} UTC, {file.Bytes:N0} bytes.");
    }
}
