using CryptoFlow.Web.Api.Backfill;
using Spectre.Console;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>For people at a terminal: a progress bar per series with candles, rate and remaining time.</summary>
internal sealed class TerminalReport(TextWriter output, TimeProvider time) : IBackfillReport
{
    private readonly IAnsiConsole _console = TerminalConsole.Of(output);

    public void Plan(IReadOnlyList<RunAnswer> runs)
    {
        foreach (var run in runs)
            _console.WriteLine(BackfillText.Plan(run));
    }

    public Task<IReadOnlyList<RunAnswer>> FollowAsync(BackfillWatch watch, CancellationToken cancellation) =>
        new Progress(_console, time)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new CandlesColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bars = new Dictionary<(string, string, int), ProgressTask>();
                return watch.UntilEndedAsync(runs => Draw(context, bars, runs), cancellation);
            });

    public void End(string run, IReadOnlyList<RunAnswer> runs)
    {
        foreach (var one in runs)
            _console.WriteLine(BackfillText.End(one));
    }

    private static void Draw(ProgressContext context, Dictionary<(string, string, int), ProgressTask> bars, IReadOnlyList<RunAnswer> runs)
    {
        foreach (var run in runs)
        {
            foreach (var series in run.Series)
            {
                var key = (run.Exchange, series.Symbol, series.Tf);
                if (!bars.TryGetValue(key, out var bar))
                {
                    var name = $"{run.Exchange} {series.Symbol} {new Interval(series.Tf)}";
                    bars[key] = bar = context.AddTask(Markup.Escape(name), autoStart: true, maxValue: Math.Max(1, series.Candles));
                }

                bar.MaxValue = Math.Max(1, series.Candles);
                bar.Value = run.EndedAt is not null && series.Candles == 0 ? 1 : series.CandlesDone;
            }
        }
    }
}
