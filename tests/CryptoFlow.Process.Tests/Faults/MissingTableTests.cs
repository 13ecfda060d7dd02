using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>Another program drops, renames or empties a table that the program needs.</summary>
public sealed class MissingTableTests(PatientExchanges exchanges) : FaultTest(exchanges)
{
    [Fact]
    [Fault("table-renamed")]
    public async Task A_renamed_table_is_named_until_it_is_back_and_health_does_not_change_in_between()
    {
        await using var program = await ServeAsync(Sets.Short, EverySecond);
        await program.BackfillCompletedAsync(exchanges: 1, Patience);
        var shown = await ShownAsync(program, Sets.Short);
        Rename("gaps", "theirs");

        await SaysAsync(program, "table-renamed");
        for (var look = 0; look < 200; look++)
            Assert.Equal("unhealthy", (await program.HealthAsync()).GetProperty("status").GetString());
        Assert.Superset(shown, await ShownAsync(program, Sets.Short));

        Rename("theirs", "gaps");
        await HealthyAsync(program);
        await AssertEndsCompleteAsync(program, Sets.Short);
    }

    [Fact]
    [Fault("table-renamed-start")]
    public async Task A_renamed_table_is_named_at_the_start_and_not_made_anew()
    {
        await HaveCollectedAsync(Sets.Short);
        Rename("candles_15", "theirs");
        var untouched = await File.ReadAllBytesAsync(Database);
        await using (var refused = CryptoFlowProcess.Start(Database, EnvironmentFor(Sets.Short)))
            await EndsAsync(refused.Child, "table-renamed-start");
        Assert.Equal(untouched, await File.ReadAllBytesAsync(Database));

        Rename("theirs", "candles_15");
        await using var program = await ServeAsync(Sets.Short);
        await program.BackfillCompletedAsync(exchanges: 1, Patience);
        await AssertEndsCompleteAsync(program, Sets.Short);
    }

    [Fact]
    [Fault("meta-emptied")]
    public async Task Without_the_row_of_the_market_origin_nothing_is_written_until_it_is_back()
    {
        await using var program = await ServeAsync(Sets.Short, EverySecond);
        await program.BackfillCompletedAsync(exchanges: 1, Patience);
        Execute("DELETE FROM meta");
        await SaysAsync(program, "meta-emptied");

        Execute("INSERT INTO meta VALUES ('market_origin', 'exchanges')");
        await HealthyAsync(program);
        await AssertEndsCompleteAsync(program, Sets.Short);
    }

    [Fact]
    [Fault("meta-emptied-start")]
    public async Task A_start_without_the_row_of_the_market_origin_is_refused()
    {
        await HaveCollectedAsync(Sets.Short);
        Execute("DELETE FROM meta");
        await using var refused = CryptoFlowProcess.Start(Database, EnvironmentFor(Sets.Short));

        await EndsAsync(refused.Child, "meta-emptied-start");
    }

    private void Rename(string table, string name) => Execute($"ALTER TABLE {table} RENAME TO {name}");

    private void Execute(string sql)
    {
        using var other = new ForeignConnection(Database);
        other.Execute(sql);
    }
}
