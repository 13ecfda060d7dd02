using System.Diagnostics;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>Processor time of the program while no client sends requests. The default set is stored, and the exchanges' clock runs in real time, so candles close and are collected.</summary>
internal static class IdleRow
{
    private const double BudgetPercent = 1.5;

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("idle: the program collects the default set");
        await using var loaded = await LoadedProgram.StartAsync(run, speed: 1);
        await using var still = await StaticProcess.StartAsync(loaded.Program, Pages.PathOf(loaded.Series[0]));

        run.Say($"idle: {run.Effort.IdleFor.TotalSeconds:F0} s for the JIT compiler to finish, then {run.Effort.IdleFor.TotalSeconds:F0} s of measurement");
        await Task.Delay(run.Effort.IdleFor, TimeProvider.System);
        var (began, ours, theirs) = (Stopwatch.GetTimestamp(), loaded.Program.Child.ProcessorTime, still.ProcessorTime);
        await Task.Delay(run.Effort.IdleFor, TimeProvider.System);
        var lasted = Stopwatch.GetElapsedTime(began);
        var percent = Percent(loaded.Program.Child.ProcessorTime - ours);
        return new RowGroup([new Row("idle: processor time, default set, nobody asks", new Quantity(percent, "% of a processor"))
        {
            ReferenceIs = $"an idle static server takes {Percent(still.ProcessorTime - theirs):F2} %",
            Budget = $"< {BudgetPercent} %",
            Met = percent < BudgetPercent,
            Note = $"{lasted.TotalSeconds:F0} s at the same time, so each series was synced {Math.Round(lasted.TotalMinutes):F0} times; {loaded.Footprint.Threads()} threads",
            CannotSee = "what the machine's other processes make of it: a processor that sleeps wakes more slowly.",
        }]);

        double Percent(TimeSpan taken) => 100 * taken / lasted;
    }
}
