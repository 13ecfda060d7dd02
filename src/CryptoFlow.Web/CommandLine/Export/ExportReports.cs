using System.Text.Json;
using CryptoFlow.Export;
using Spectre.Console;

namespace CryptoFlow.Web.CommandLine.Export;

/// <summary>A file that an export has written. <c>export --json</c> prints it.</summary>
/// <param name="File">The path.</param>
/// <param name="Symbol">BINANCE:BTCUSDT.</param>
/// <param name="Tf">The candle length: 15m, 2h, 1M.</param>
/// <param name="RolledUpFrom">The stored interval from which the candles are rolled up; null for stored candles.</param>
/// <param name="Candles">Candles in the file.</param>
/// <param name="Incomplete">Rolled-up candles that were left out because base candles are missing.</param>
/// <param name="OldestTime">Open time of the first candle, ms UTC.</param>
/// <param name="NewestTime">Open time of the last candle, ms UTC.</param>
/// <param name="Bytes">Length of the file.</param>
internal sealed record ExportedFile(
    string File, string Symbol, string Tf, string? RolledUpFrom, long Candles, long Incomplete, long? OldestTime, long? NewestTime, long Bytes)
{
    public static ExportedFile Of(ExportJob job, ExportCounts counts, long bytes) => new(
        job.Out,
        job.Order.Series.Instrument.StorageKey,
        job.Order.Timeframe.Name,
        job.Order.RolledUpTo is null ? null : job.Order.Series.Interval.Name,
        counts.Candles,
        counts.Incomplete,
        counts.Oldest,
        counts.Newest,
        bytes);
}

/// <summary>The output of <c>export --json</c>.</summary>
internal sealed record ExportAnswer(IReadOnlyList<ExportedFile> Files, long Candles);

/// <summary>Shows an export.</summary>
internal interface IExportReport
{
    /// <summary>Runs the export and shows its progress.</summary>
    Task FollowAsync(ExportPlan plan, Func<Action<ExportJob, ExportCounts>, Task> run);

    /// <summary>Shows the outcome.</summary>
    void End(IReadOnlyList<ExportedFile> files);
}

/// <summary>For programs: prints one JSON object at the end.</summary>
internal sealed class JsonExportReport(TextWriter output) : IExportReport
{
    public Task FollowAsync(ExportPlan plan, Func<Action<ExportJob, ExportCounts>, Task> run) => run(static (_, _) => { });

    public void End(IReadOnlyList<ExportedFile> files) =>
        output.WriteLine(JsonSerializer.Serialize(new ExportAnswer(files, files.Sum(f => f.Candles)), CommandJson.Default.ExportAnswer));
}

/// <summary>For logs and pipes: prints a line every few seconds.</summary>
internal sealed class PlainExportReport(TextWriter output, TimeProvider time) : IExportReport
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private long _shown = time.GetTimestamp();

    public Task FollowAsync(ExportPlan plan, Func<Action<ExportJob, ExportCounts>, Task> run) => run((job, counts) =>
    {
        if (time.GetElapsedTime(_shown) < Period)
            return;
        _shown = time.GetTimestamp();
        output.WriteLine($"{job.Out}: {counts.Candles:N0} candles, {100 * job.ShareOf(counts):0} %.");
    });

    public void End(IReadOnlyList<ExportedFile> files)
    {
        foreach (var line in ExportText.End(files))
            output.WriteLine(line);
    }
}

/// <summary>For people at a terminal: a progress bar for each file.</summary>
internal sealed class TerminalExportReport(TextWriter output) : IExportReport
{
    private readonly IAnsiConsole _console = TerminalConsole.Of(output);

    public Task FollowAsync(ExportPlan plan, Func<Action<ExportJob, ExportCounts>, Task> run) =>
        new Progress(_console)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bars = plan.Jobs.ToDictionary(job => job, job => context.AddTask(Markup.Escape(NameOf(job)), maxValue: 1));
                await run((job, counts) =>
                {
                    bars[job].Description = Markup.Escape($"{NameOf(job)}  {counts.Candles:N0} candles");
                    bars[job].Value = job.ShareOf(counts);
                });
                foreach (var bar in bars.Values)
                    bar.Value = 1;
            });

    public void End(IReadOnlyList<ExportedFile> files)
    {
        foreach (var line in ExportText.End(files))
            _console.WriteLine(line);
    }

    private static string NameOf(ExportJob job) => $"{job.Order.Series.Instrument} {job.Order.Timeframe}";
}

/// <summary>Sentences that the reports for people share.</summary>
internal static class ExportText
{
    public static IEnumerable<string> End(IReadOnlyList<ExportedFile> files)
    {
        foreach (var file in files)
        {
            yield return $"{file.File}: {file.Candles:N0} candles of {file.Symbol} {file.Tf}, opened {Time(file.OldestTime)} to {Time(file.NewestTime)} UTC, {file.Bytes:N0} bytes."
                + (file.Incomplete == 0 ? "" : $" Left out because they are not complete: {file.Incomplete:N0}.");
        }
    }

    public static string Time(long? time) => $"{DateTimeOffset.FromUnixTimeMilliseconds(time ?? 0):yyyy-MM-dd HH:mm}";
}
