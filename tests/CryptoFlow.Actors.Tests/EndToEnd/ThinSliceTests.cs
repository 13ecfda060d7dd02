using CryptoFlow.Collectors;
using CryptoFlow.Simulator;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>Candles pass from the simulated exchanges through the actors into a real file.</summary>
public sealed class ThinSliceTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task All_exchanges_are_collected_into_one_file_and_nothing_is_missing()
    {
        await using var simulator = await ExchangeSimulator.StartAsync();
        var path = _directory.File("candles.db");
        await using (var host = await CollectorHost.StartAsync(path, simulator, new Dictionary<string, string?> { ["Collector:HistoryDays"] = "20", ["Exchanges:bitget:HistoryDays"] = "20" }))
        {
            var runs = await host.BackfillEndedAsync(exchanges: 3);
            Assert.All(runs, run => Assert.Equal(BackfillPhase.Completed, run.Phase));
        }

        Assert.False(File.Exists(path + "-wal"));
        using var file = new ForeignConnection(path, readOnly: true);
        Assert.Equal("ok", file.Scalar<string>("PRAGMA integrity_check"));
        Assert.InRange(file.Scalar<long>("SELECT count(*) FROM candles_15"), 10 * 20 * 96 - 20, long.MaxValue);
        Assert.Equal(0, file.Scalar<long>("SELECT count(*) FROM gaps WHERE verdict <> 'filled'"));
    }
}
