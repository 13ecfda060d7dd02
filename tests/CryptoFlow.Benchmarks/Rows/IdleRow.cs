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
        run.Say("idle: two programs collect the default set, one with streams");
        await using var streaming = await LoadedProgram.StartAsync(run, speed: 1, streams: true);
        await using var polling = await LoadedProgram.StartAsync(run, speed: 1);
        await using var still = await StaticProcess.StartAsync(streaming.Program, Pages.PathOf(streaming.Series[0]));

        run.Say($"idle: {run.Effort.IdleFor.TotalSeconds:F0} s for the JIT compiler to finish, then {run.Effort.IdleFor.TotalSeconds:F0} s of measurement");
        await Task.Delay(run.Effort.IdleFor, TimeProvider.System);
        var (began, before) = (Stopwatch.GetTimestamp(), Taken());
        await Task.Delay(run.Effort.IdleFor, TimeProvider.System);
        var (lasted, after) = (Stopwatch.GetElapsedTime(began), Taken());
        var percent = after.Zip(before, (to, from) => 100 * (to - from) / lasted).ToArray();
        var note = $"{lasted.TotalSeconds:F0} s at the same time, so each series was synced {Math.Round(lasted.TotalMinutes):F0} times";
        return new RowGroup(
        [
            RowOf("streams and polls", percent[0], percent[2], $"{note}; {streaming.Footprint.Threads()} threads"),
            RowOf("polls only", percent[1], percent[2], $"{note}; {polling.Footprint.Threads()} threads"),
        ]);

        TimeSpan[] Taken() => [streaming.Program.Child.ProcessorTime, polling.Program.Child.ProcessorTime, still.ProcessorTime];
    }

    private static Row RowOf(string how, double percent, double still, string note) => new($"idle: processor time, default set, nobody asks, {how}", new Quantity(percent, "% of a processor"))
    {
        ReferenceIs = $"an idle static server takes {still:F2} %",
        Budget = $"< {BudgetPercent} %",
        Met = percent < BudgetPercent,
        Note = note,
        CannotSee = "what the machine's other processes make of it: a processor that sleeps wakes more slowly.",
    };
}
