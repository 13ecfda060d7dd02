using Spectre.Console;

namespace CryptoFlow.Web.CommandLine.Backtest;

/// <summary>Progress bars on a terminal; no output when standard output is not a terminal.</summary>
internal sealed class BacktestBars(TextWriter? terminal)
{
    /// <param name="audit">True to show a second bar, for the audit.</param>
    /// <param name="compute">The work, which runs in the background. Its arguments are callbacks for the progress of the backtest and of the audit, 0 to 1.</param>
    public Task<T> ShowAsync<T>(bool audit, Func<Action<double>, Action<double>, T> compute)
    {
        if (terminal is null)
            return Task.Run(() => compute(static _ => { }, static _ => { }));

        return new Progress(TerminalConsole.Of(terminal))
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var run = context.AddTask("backtest", autoStart: true, maxValue: 1);
                var check = audit ? context.AddTask("audit", autoStart: true, maxValue: 1) : null;
                return Task.Run(() => compute(share => run.Value = share, share => (check ?? run).Value = share));
            });
    }
}
