using System.Text.Json;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>The command <c>backfill</c> without a running server, as a script starts it.</summary>
[Collection(TestLane.Commands)]
public sealed class BackfillCommandTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    [Fact]
    public async Task With_json_it_prints_one_object_with_plan_and_outcome_and_the_candles_are_there()
    {
        await using var command = CryptoFlowProcess.RunCommand(Sets.Short.EnvironmentFor(Simulator), ["backfill", "--json", "--database", Database]);

        Assert.True(await command.ExitAsync(Patience) == 0, command.Transcript());
        using var said = JsonDocument.Parse(Assert.Single(command.Output));
        Assert.True(said.RootElement.GetProperty("complete").GetBoolean());
        var run = Assert.Single(said.RootElement.GetProperty("runs").EnumerateArray().ToList());
        Assert.Equal(1, run.GetProperty("plan").GetProperty("requests").GetInt32());
        Assert.InRange(run.GetProperty("plan").GetProperty("candles").GetInt64(), 1, 1_440);
        Assert.Equal(run.GetProperty("plan").GetProperty("candles").GetInt64(), run.GetProperty("candlesStored").GetInt64());
        Assert.Empty(command.Error);
        await AssertCompleteAsync(Sets.Short);
    }

    [Fact]
    public async Task Without_json_it_states_the_plan_before_what_came_of_it()
    {
        await using var command = CryptoFlowProcess.RunCommand(Sets.Short.EnvironmentFor(Simulator), ["backfill", "--database", Database]);

        Assert.True(await command.ExitAsync(Patience) == 0, command.Transcript());

        // On a busy machine the backfill takes more than ten seconds. Then the command also prints its progress.
        Assert.Collection(
            command.Output.Where(line => !line.Contains(" a second, ", StringComparison.Ordinal)),
            plan => Assert.Matches(@"^binance: \d+ candles missing in 1 series; 1 requests, cost \d+, about", plan),
            end => Assert.Matches(@"^binance: completed, \d+ candles stored in", end));
    }
}
