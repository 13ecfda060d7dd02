using CryptoFlow.Torture;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>The program with the default set stored. If the market's clock stands still, the program does nothing by itself.</summary>
internal sealed class LoadedProgram : IAsyncDisposable
{
    private readonly Stage _stage;

    private LoadedProgram(Stage stage, SeriesKey[] series, TimeRange history)
    {
        _stage = stage;
        Series = series;
        History = history;
    }

    public CryptoFlowProcess Program => _stage.Program;

    public Uri Server => _stage.Server;

    /// <summary>The series that are stored at 15m with the whole history.</summary>
    public SeriesKey[] Series { get; }

    /// <summary>The stored range of each 15m series.</summary>
    public TimeRange History { get; }

    /// <summary>Resident memory before anything is stored, bytes.</summary>
    public long ResidentAtStart { get; private init; }

    public FootprintProbe Footprint => new(Program.Child.Id, _stage.Database);

    /// <param name="run">Gives the length of the history.</param>
    /// <param name="speed">Speed of the exchanges' clock: 0 stands still, 1 is real time.</param>
    /// <param name="streams">Whether the program opens the exchanges' WebSockets, too.</param>
    public static async Task<LoadedProgram> StartAsync(Run run, double speed = 0, bool streams = false)
    {
        var set = new CollectedSet(new Dictionary<string, string?> { ["Collector:HistoryDays"] = $"{run.Effort.HistoryDays}" });
        var stage = await Stage.StartAsync(set, EndlessBackfill.ExchangesAsync(speed), streams);
        try
        {
            var atStart = new FootprintProbe(stage.Program.Child.Id, stage.Database).ResidentBytes();
            await stage.FilledAsync();
            SeriesKey[] series = [.. set.Plan.Series.Where(s => s.Interval == Interval.M15 && s.Exchange != Exchange.Bitget)];
            var history = ExchangeTruth.HistoryOf(set.Plan, series[0], await stage.Exchanges.NowAsync());
            return new LoadedProgram(stage, series, history) { ResidentAtStart = atStart };
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Number of queries that the program has run on the file so far.</summary>
    public async Task<long> QueriesAsync() => (await Program.HealthAsync()).AllReads();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();
}
