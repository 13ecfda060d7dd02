using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Torture.Locks;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>The number of pages that 16 clients in a closed loop can get: newest pages, which come from the cache, and random old pages, which come from the file.</summary>
internal static class SaturationRows
{
    private const int Clients = 16;
    private const double HotBudget = 50;
    private const double ColdBudget = 5;

    /// <summary>The program must reach at least this share of the static server's rate. Both rates are limited by how fast the machine copies bytes.</summary>
    private const double CopyingBudget = 0.5;

    public static async Task<RowGroup> RunAsync(Run run)
    {
        run.Say("saturation: the program collects the default set");
        await using var loaded = await LoadedProgram.StartAsync(run);
        await using var still = await StaticProcess.StartAsync(loaded.Program, Pages.PathOf(loaded.Series[0]));
        using var program = new LoadGenerator(loaded.Server, Clients);
        using var bare = new LoadGenerator(still.Address, Clients);
        var newest = Pages.Newest(loaded.Series);
        var seed = run.Seed;

        run.Say($"saturation: {Clients} clients, newest pages, old pages, static answers in turn");
        var rounds = await InTurn.MeasureAsync(
            run.Effort.Rounds,
            () => MeasureAsync(program, newest),
            () => MeasureAsync(program, Pages.Old(loaded.Series, loaded.History)),
            () => MeasureAsync(bare, newest));

        var hot = Comparison.Of(rounds, r => r[0].Load.PerSecond, r => r[2].Load.PerSecond);
        var cold = Median.Of(rounds.Select(r => r[1].Load.PerSecond));
        var failed = rounds.Sum(r => r.Sum(m => m.Load.Failed));
        var queries = rounds.Sum(r => r[0].Queries);
        return new RowGroup(
        [
            new Row("read: newest pages over HTTP (hot)", new Quantity(hot.Figure, "pages/s"))
            {
                Reference = new Quantity(hot.Reference, "pages/s"),
                ReferenceIs = "static answer of the same bytes",
                Ratio = hot.Ratio,
                Budget = $">= {CopyingBudget} x, no query",
                Met = hot.Ratio >= CopyingBudget && queries == 0 && failed == 0,
                Note = $"{queries} queries; {still.BodyBytes:N0} bytes a page; {failed} failed; static server's {rounds[^1][2].Processors}",
                CannotSee = "what a page costs in a network; compressed answers. Clients take a part of both processors that users' machines would not.",
            },
            AgainstReplaced("hot", hot.Figure, HotBudget, failed, [.. rounds.Select(r => r[0])]),
            AgainstReplaced("cold", cold, ColdBudget, failed, [.. rounds.Select(r => r[1])]),
        ]);

        async Task<Measured> MeasureAsync(LoadGenerator clients, Func<Random, byte[]> next)
        {
            var before = await loaded.QueriesAsync();
            var use = new ProcessorUse(("program", () => loaded.Program.Child.ProcessorTime), ("static", () => still.ProcessorTime));
            var load = await clients.ClosedAsync(next, run.Effort.Slot, seed++);
            return new Measured(load, use.Taken(), await loaded.QueriesAsync() - before);
        }
    }

    private sealed record Measured(LoadRun Load, ProcessorTimes Processors, long Queries)
    {
        /// <summary>Processor time of the program for each page, ms.</summary>
        public double ProgramMs => Processors.ByProcess["program"].TotalMilliseconds / Load.Times.Count;
    }

    private static Row AgainstReplaced(string kind, double perSecond, double budget, long failed, Measured[] rounds)
    {
        var (with2s, with10s) = ReplacedSystem.PagesPerSecond;
        return new Row($"saturation, {Clients} clients: {kind}", new Quantity(perSecond, "pages/s"))
        {
            Reference = new Quantity(with10s, "pages/s"),
            ReferenceIs = "replaced system, the faster of its settings",
            Ratio = perSecond / with10s,
            Budget = $">= {budget} x",
            Met = perSecond >= budget * with10s && failed == 0,
            Note = $"{Quantity.Text(perSecond / with2s)} x of its {with2s} pages/s with a 2 s timeout; {Quantity.Text(Median.Of(rounds.Select(r => r.ProgramMs)))} ms of the program's processor time a page "
                + $"(replaced system: {ReplacedSystem.ProcessorMsPerPage}); p50 {Median.Of(rounds.Select(r => r.Load.P50)):F1}, p99 {Median.Of(rounds.Select(r => r.Load.P99)):F1} ms; {rounds[^1].Processors}",
            CannotSee = "the replaced system beside it: its figures are of another day, on a machine of this kind. The clients are raw sockets on the same processors.",
        };
    }
}
