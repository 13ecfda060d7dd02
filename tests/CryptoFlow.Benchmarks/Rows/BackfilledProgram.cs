using CryptoFlow.Messages;
using CryptoFlow.Torture;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>
/// The program whose writer can be kept at full speed: history of 15m that is read, and one-minute history that is written without end beside it.
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

    /// <summary>Those of 15m.</summary>
    public SeriesKey[] Series { get; } = [.. EndlessBackfill.Set.Plan.Series.Where(s => s.Interval == Interval.M15)];

    /// <summary>What is stored of each of them.</summary>
    public TimeRange History { get; }

    /// <summary>Starts it on a market that goes on 60 times as fast as time, and waits until the history of 15m is stored.</summary>
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

    /// <summary>Keeps the writer at full speed, from when this returns until it is disposed of.</summary>
    public async Task<IAsyncDisposable> WriteWithoutEndAsync()
    {
        var stop = new CancellationTokenSource();
        var writing = EndlessBackfill.RunAsync(Program, days: 1_500, stop.Token);
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
