using System.Diagnostics;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>How long users wait in the first seconds after the program reports ready, compared with a static server in its own first seconds.</summary>
internal static class FirstSecondsRow
{
    private const int Connections = 16;
    private const double PerSecond = 200;
    private const int OneInSoMany = 5;
    private const double BudgetMs = 40;
    private const double FallbackBudget = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(2);

    public static async Task<RowGroup> RunAsync(Run run)
    {
        var rows = run.Effort.RowsStored[0];
        var file = run.FileOf(rows);
        SeriesKey[] series = [.. Enumerable.Range(0, Run.SeriesAFile).Select(MadeCandles.Series)];
        var newest = Pages.Newest(series);
        var mixed = Pages.OneIn(OneInSoMany, newest, Pages.Old(series, MadeCandles.History(rows / Run.SeriesAFile)));
        var seed = run.Seed;

        run.Say($"first: {PerSecond}/s for {run.Effort.FirstSeconds.TotalSeconds} s after the start of the program and of the static server, in turn");
        var rounds = new List<(LoadRun Ours, LoadRun Static, double ReadyMs)>();
        for (var round = -1; round < run.Effort.Rounds; round++)
        {
            var measured = await MeasureAsync();
            if (round >= 0)
                rounds.Add(measured);
        }

        double[][] pairs = [.. rounds.Select(r => new[] { r.Ours.P99, r.Static.P99 })];
        var p99 = Comparison.Of(pairs, r => r[0], r => r[1]);
        var failed = rounds.Sum(r => r.Ours.Failed);
        return new RowGroup([new Row($"p99 at {PerSecond}/s in the first {run.Effort.FirstSeconds.TotalSeconds:0.#} s after it is ready", new Quantity(p99.Figure, "ms"))
        {
            Reference = new Quantity(p99.Reference, "ms"),
            ReferenceIs = "static answer in its own first seconds",
            Ratio = p99.Ratio,
            Budget = $"< {BudgetMs} ms, or < {FallbackBudget} x",
            Met = (p99.Figure < BudgetMs || p99.Ratio < FallbackBudget) && failed == 0,
            Note = $"one in {OneInSoMany} a random old page; p50 {Median.Of(rounds.Select(r => r.Ours.P50)):F1} (static {Median.Of(rounds.Select(r => r.Static.P50)):F1}), "
                + $"max {rounds.Max(r => r.Ours.Times.Percentile(1)):F0} (static {rounds.Max(r => r.Static.Times.Percentile(1)):F0}) ms; {failed} failed; "
                + $"start of the process to ready {Median.Of(rounds.Select(r => r.ReadyMs)):F0} ms",
            CannotSee = "a file that is not in the system's cache; collectors that fill it meanwhile, which are switched off.",
        }]);

        async Task<(LoadRun, LoadRun, double)> MeasureAsync()
        {
            var (program, ready) = await StartAsync(file);
            await using (program)
            {
                using var clients = new LoadGenerator(program.Http.BaseAddress!, Connections);
                var ours = await clients.OpenAsync(PerSecond, mixed, run.Effort.FirstSeconds, seed++);
                await using var still = await StaticProcess.StartAsync(program, Pages.PathOf(series[0]));
                using var bare = new LoadGenerator(still.Address, Connections);
                return (ours, await bare.OpenAsync(PerSecond, newest, run.Effort.FirstSeconds, seed++), ready);
            }
        }
    }

    /// <summary>Starts the program and returns at the moment when the program reports ready.</summary>
    private static async Task<(CryptoFlowProcess Program, double ReadyMs)> StartAsync(string database)
    {
        var began = Stopwatch.GetTimestamp();
        var url = $"http://127.0.0.1:{LoopbackPorts.Take(1)[0]}";
        var address = new Uri(url);
        var child = CryptoFlowProcess.RunCommand(StoredProgram.Environment, ["--urls", url, "--database", database]);
        var program = new CryptoFlowProcess(child, database);
        program.Http.BaseAddress = address;
        try
        {
            var request = HttpConnection.Request("/health/ready");
            using var connection = new HttpConnection(address);
            while (!StartRows.IsAnswered(connection, request))
            {
                if (child.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                    throw new InvalidOperationException($"The program does not serve.{System.Environment.NewLine}{child.Transcript()}");
                Moment.WaitUntil(Stopwatch.GetTimestamp() + (long)(TryEvery.TotalSeconds * Stopwatch.Frequency));
            }

            return (program, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }
}
