using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary><c>--demo</c> in an empty directory: the first command that a new user tries.</summary>
public sealed class DemoTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    [Fact]
    public async Task The_demo_serves_candles_of_its_own_exchanges_and_writes_only_below_data()
    {
        var child = CryptoFlowProcess.RunCommand(new Dictionary<string, string?>(), ["--demo", "--urls", "http://127.0.0.1:0"], Directory.Path);
        await using var demo = new CryptoFlowProcess(child, Directory.File("data/demo.db"));
        await demo.ServesAsync();
        await Eventually.HoldsAsync(CandlesAppearAsync, Patience, "candles appear");

        var exchanges = Assert.Single(child.Output, line => line.Contains("Demo: the exchanges are simulated at", StringComparison.Ordinal));
        Assert.Equal(3, exchanges.Split("http://127.0.0.1:").Length - 1);
        var (_, exitCode) = await demo.TerminateAsync(Patience);
        Assert.Equal(0, exitCode);
        Assert.Empty(demo.Leftovers());
        Assert.Equal([Directory.File("data")], System.IO.Directory.EnumerateFileSystemEntries(Directory.Path));

        async Task<bool> CandlesAppearAsync() =>
            (await demo.GetAsync("/api/candles?symbol=BTCUSDT&exchange=binance&tf=15")).GetProperty("candles").GetArrayLength() > 0;
    }
}
