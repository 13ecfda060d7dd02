using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>Resident memory: after the start, with the default set stored, under load for minutes, and after an overload.</summary>
internal static class MemoryRows
{
    private const double MebiBytes = 1024 * 1024;
    private const double BudgetMb = 250;
    private const double FlatWithin = 1.1;
    private const int Clients = 16;
    private const double PerSecond = 200;

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("memory: the program collects the default set");
        await using var loaded = await LoadedProgram.StartAsync(run);
        var footprint = loaded.Footprint;
        var stored = footprint.ResidentBytes();
        using var clients = new LoadGenerator(loaded.Server, Clients);
        var mixed = Pages.OneIn(5, Pages.Newest(loaded.Series), Pages.Old(loaded.Series, loaded.History));

        run.Say($"memory: {run.Effort.LoadFor.TotalSeconds:F0} s of {PerSecond} requests a second, then as many as it can answer");
        await clients.OpenAsync(PerSecond, mixed, run.Effort.LoadFor / 2, run.Seed);
        var half = footprint.ResidentBytes();
        await clients.OpenAsync(PerSecond, mixed, run.Effort.LoadFor / 2, run.Seed + 1);
        var (end, threads) = (footprint.ResidentBytes(), footprint.Threads());
        await clients.ClosedAsync(mixed, run.Effort.Slot, run.Seed);
        var saturated = footprint.ResidentBytes();

        var what = $"{run.Effort.LoadFor.TotalMinutes:0.#} minutes of {PerSecond}/s";
        return new RowGroup(
        [
            RowOf("memory: started, nothing stored", loaded.ResidentAtStart),
            RowOf("memory: default set collected", stored),
            RowOf($"memory: after {what}", end) with
            {
                Reference = new Quantity(half / MebiBytes, "MB"),
                ReferenceIs = "half way",
                Ratio = (double)end / half,
                Budget = $"<= {BudgetMb} MB, <= {FlatWithin} x",
                Met = end <= BudgetMb * MebiBytes && end <= FlatWithin * half,
                Note = $"{threads} threads; peak {footprint.ResidentPeakBytes() / MebiBytes:F0} MB",
            },
            RowOf($"memory: after {Clients} clients that ask again at once", saturated),
        ]);
    }

    private static Row RowOf(string what, long bytes) => new(what, new Quantity(bytes / MebiBytes, "MB"))
    {
        ReferenceIs = "resident (RSS)",
        Budget = $"<= {BudgetMb} MB",
        Met = bytes <= BudgetMb * MebiBytes,
        CannotSee = "hours: minutes show no slow leak. What the runtime keeps though it is free counts as taken.",
    };
}
