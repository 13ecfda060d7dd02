using System.Text.Json;
using CryptoFlow.Import;
using Spectre.Console;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>For programs: prints one JSON object at the end.</summary>
internal sealed class JsonImportReport(TextWriter output) : IImportReport
{
    public Task<ImportSummary> FollowAsync(ImportOrder order, CandleImport import, CancellationToken cancellation) =>
        import.RunAsync(static () => { }, cancellation);

    public void End(ImportOrder order, ImportSummary summary) =>
        output.WriteLine(JsonSerializer.Serialize(ImportAnswer.Of(order, summary), CommandJson.Default.ImportAnswer));
}

/// <summary>For logs and pipes: prints a line every few seconds.</summary>
internal sealed class PlainImportReport(TextWriter output, TimeProvider time) : IImportReport
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private long _shown = time.GetTimestamp();

    public Task<ImportSummary> FollowAsync(ImportOrder order, CandleImport import, CancellationToken cancellation) =>
        import.RunAsync(() => Show(order, import), cancellation);

    public void End(ImportOrder order, ImportSummary summary)
    {
        foreach (var line in ImportText.End(order, summary))
            output.WriteLine(line);
    }

    private void Show(ImportOrder order, CandleImport import)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_shown) < Period)
                return;
            _shown = time.GetTimestamp();
            output.WriteLine(ImportText.Progress(order, import));
        }
    }
}

/// <summary>For people at a terminal: a progress bar by bytes read, if the total is known.</summary>
internal sealed class TerminalImportReport(TextWriter output, TimeProvider time) : IImportReport
{
    private readonly IAnsiConsole _console = TerminalConsole.Of(output);

    public Task<ImportSummary> FollowAsync(ImportOrder order, CandleImport import, CancellationToken cancellation) =>
        new Progress(_console, time)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(NameOf(order)), maxValue: 1);
                bar.IsIndeterminate = import.Share is null;
                var summary = await import.RunAsync(() => Draw(bar, order, import), cancellation);
                Draw(bar, order, import);
                bar.IsIndeterminate = false;
                bar.Value = bar.MaxValue;
                return summary;
            });

    public void End(ImportOrder order, ImportSummary summary)
    {
        foreach (var line in ImportText.End(order, summary))
            _console.WriteLine(line);
    }

    private static void Draw(ProgressTask bar, ImportOrder order, CandleImport import)
    {
        bar.Description = Markup.Escape($"{NameOf(order)}  {import.Summary.Rows:N0} rows");
        bar.Value = import.Share ?? 0;
    }

    private static string NameOf(ImportOrder order) => order.Series?.ToString() ?? order.File;
}
