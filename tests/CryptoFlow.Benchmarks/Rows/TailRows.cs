using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>How long users wait at 200 requests a second while the writer runs at full speed, compared with a static answer on the same machine.</summary>
internal static class TailRows
{
    private const int Connections = 16;
    private const double PerSecond = 200;
    private const int OneInSoMany = 5;
    private const double NewestBudget = 10;
    private const double MixedBudget = 25;
    private const double FallbackBudget = 2;

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("tails: the program collects the history that clients will read");
        await using var backfill = await BackfilledProgram.StartAsync(run);
        await using var still = await StaticProcess.StartAsync(backfill.Program, Pages.PathOf(backfill.Series[0]));
        using var program = new LoadGenerator(backfill.Program.Http.BaseAddress!, Connections);
        using var bare = new LoadGenerator(still.Address, Connections);
        var newest = Pages.Newest(backfill.Series);
        var mixed = Pages.OneIn(OneInSoMany, newest, Pages.Old(backfill.Series, backfill.History));
        var seed = run.Seed;

        run.Say($"tails, idle: {PerSecond}/s over {Connections} connections; newest, mixed, static in turn");
        var idle = await RoundsAsync();
        run.Say("tails, in a full-speed backfill: the same");
        await using var writing = await backfill.WriteWithoutEndAsync();
        var busy = await RoundsAsync();
        return new RowGroup(
        [
            RowOf("newest pages", NewestBudget, 0, idle, busy),
            RowOf($"one in {OneInSoMany} a random old page", MixedBudget, 1, idle, busy),
        ]);

        Task<IReadOnlyList<Measured[]>> RoundsAsync() => InTurn.MeasureAsync(
            run.Effort.Rounds, () => MeasureAsync(program, newest), () => MeasureAsync(program, mixed), () => MeasureAsync(bare, newest));

        async Task<Measured> MeasureAsync(LoadGenerator clients, Func<Random, byte[]> next)
        {
            var use = new ProcessorUse(
                ("program", () => backfill.Program.Child.ProcessorTime), ("exchanges", () => backfill.Exchanges.ProcessorTime), ("static", () => still.ProcessorTime));
            var before = (await backfill.Program.HealthAsync()).RowsWritten();
            var load = await clients.OpenAsync(PerSecond, next, run.Effort.Slot, seed++);
            return new Measured(load, use.Taken(), ((await backfill.Program.HealthAsync()).RowsWritten() - before) / load.Lasted.TotalSeconds);
        }
    }

    private sealed record Measured(LoadRun Load, ProcessorTimes Processors, double WrittenPerSecond);

    private static Row RowOf(string kind, double budget, int index, IReadOnlyList<Measured[]> idle, IReadOnlyList<Measured[]> busy)
    {
        var (quiet, loaded) = (ComparisonOf(idle, index), ComparisonOf(busy, index));
        var failed = busy.Sum(r => r[index].Load.Failed);
        return new Row($"p99 at {PerSecond}/s in a full-speed backfill: {kind}", new Quantity(loaded.Figure, "ms"))
        {
            Reference = new Quantity(loaded.Reference, "ms"),
            ReferenceIs = "static answer in the same backfill",
            Ratio = loaded.Ratio,
            Budget = $"< {budget} ms, or < {FallbackBudget} x",
            Met = (loaded.Figure < budget || loaded.Ratio < FallbackBudget) && failed == 0,
            Note = $"{Within("idle", idle, index, quiet)}; {Within("in the backfill", busy, index, loaded)}; {failed} failed; the generator itself was late by p99 "
                + $"{Median.Of(busy.Select(r => r[index].Load.Late.Percentile(0.99))):F1} ms; "
                + $"{Written(busy, index):N0} candles/s written meanwhile ({Written(busy, 2):N0} while the static server is asked: nobody reads from the program then, so the writer does not rest); {busy[^1][index].Processors}",
            CannotSee = "a client on another machine. Program, exchanges and clients share the processors, and the exchanges' part would not be there.",
        };
    }

    private static double Written(IReadOnlyList<Measured[]> rounds, int index) => Median.Of(rounds.Select(r => r[index].WrittenPerSecond));

    private static Comparison ComparisonOf(IReadOnlyList<Measured[]> rounds, int index) => Comparison.Of(rounds, r => r[index].Load.P99, r => r[2].Load.P99);

    private static string Within(string when, IReadOnlyList<Measured[]> rounds, int index, Comparison p99) =>
        $"{when} p50 {Median.Of(rounds.Select(r => r[index].Load.P50)):F1}, p99 {p99.Figure:F1} (static {p99.Reference:F1}), max {rounds.Max(r => r[index].Load.Times.Percentile(1)):F0} ms";
}
