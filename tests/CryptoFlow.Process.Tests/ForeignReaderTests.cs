using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>Users' own programs read tables and columns of the file while the program writes. They never see an error.</summary>
public sealed class ForeignReaderTests(PatientExchanges exchanges, ITestOutputHelper output) : ProcessTest(exchanges)
{
    private const string Newest =
        "SELECT symbol, time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count FROM candles_15 ORDER BY time DESC LIMIT 100";

    private const string Counts = "SELECT (SELECT count(*) FROM candles_15) + (SELECT count(*) FROM candles_60)";

    [SkippableFact]
    public async Task The_sqlite3_shell_reads_during_a_backfill()
    {
        Skip.IfNot(File.Exists("/usr/bin/sqlite3"), "There is no sqlite3 shell.");
        await using var program = await ServeAsync(Sets.Long);
        await ReadsGrowAsync(program, async () =>
        {
            await using var shell = ChildProcess.Start("/usr/bin/sqlite3", ["-readonly", Database, $"{Newest}; {Counts};"]);
            Assert.True(await shell.ExitAsync(Patience) == 0, shell.Transcript());
            Assert.Empty(shell.Error);
            return long.Parse(shell.Output[^1]);
        });
    }

    [Fact]
    public async Task A_connection_that_stays_open_reads_during_a_backfill()
    {
        await using var program = await ServeAsync(Sets.Long);
        using var file = new ForeignConnection(Database, readOnly: true);
        await ReadsGrowAsync(program, () =>
        {
            file.Query(Newest, row => row.GetString(0));
            return Task.FromResult(file.Scalar<long>(Counts));
        });
    }

    /// <summary>Reads until the backfill is completed. Each read must see at least as many candles as the read before.</summary>
    private async Task ReadsGrowAsync(CryptoFlowProcess program, Func<Task<long>> readAsync)
    {
        var completed = program.BackfillCompletedAsync(exchanges: 2, Patience);
        var counts = new List<long>();
        while (!completed.IsCompleted)
            counts.Add(await readAsync());
        await completed;

        output.WriteLine($"{counts.Count} reads, {counts.Distinct().Count()} different states");
        Assert.Equal(counts.Order(), counts);
        Assert.True(counts.Distinct().Count() > 5, "The reads did not see the backfill grow.");
        Assert.Empty(program.ErrorsLogged());
    }
}
