using CryptoFlow.Messages;
using CryptoFlow.Torture;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>
/// A program whose writer can be kept at full speed. Clients read the 15m history; an endless backfill writes one-minute history at the same time.
/// </summary>
internal sealed class BackfilledProgram : IAsyncDisposable
{
    private static readonly string[] Names = ["binance", "bybit"];

    private readonly Stage _stage;

    private BackfilledProgram(Stage stage, TimeRange history)
    {
        _stage = stage;
        History = history;
    }

    public CryptoFlowProcess Program => _stage.Program;

    public SimulatorProcess Exchanges => _stage.Exchanges;

    public FootprintProbe Footprint => new(Program.Child.Id, _stage.Database);

    /// <summary>The series that are stored at 15m.</summary>
    public SeriesKey[] Series { get; } = [.. EndlessBackfill.Set.Plan.Series.Where(s => s.Interval == Interval.M15)];

    /// <summary>The stored range of each 15m series.</summary>
    public TimeRange History { get; }

    /// <summary>Starts the program on a market whose clock runs at 60 times real time, and waits until the 15m history is stored.</summary>
    public static async Task<BackfilledProgram> StartAsync(Run run)
    {
        var stage = await Stage.StartAsync(EndlessBackfill.Set, EndlessBackfill.ExchangesAsync(60));
        try
        {
            await stage.FilledAsync();
            foreach (var exchange in Names)
                await EndlessBackfill.AskAsync(stage.Program, exchange, "15m", run.Effort.HistoryDays);
            await stage.FilledAsync();
            var to = Interval.M15.Floor(await stage.Exchanges.NowAsync());
            return new BackfilledProgram(stage, new TimeRange(to - Interval.M15.Floor((run.Effort.HistoryDays - 1) * 86_400_000L), to));
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps the writer at full speed, from the return of this method until the caller disposes the result.</summary>
    public async Task<IAsyncDisposable> WriteWithoutEndAsync()
    {
        var stop = new CancellationTokenSource();
        var writing = EndlessBackfill.RunAsync(Program, EndlessBackfill.Set.Plan, days: 1_500, stop.Token);
        var before = (await Program.HealthAsync()).RowsWritten();
        await Eventually.HoldsAsync(async () => (await Program.HealthAsync()).RowsWritten() > before + 5_000, Stage.Patience, "candles are written");
        return new Writing(stop, writing);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private sealed class Writing(CancellationTokenSource stop, Task writing) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await writing;
            stop.Dispose();
        }
    }
}
