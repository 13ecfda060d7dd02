using System.Text.Json;
using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>There is never a second writer. Another process on the same file is refused, or sends its writes through the first process.</summary>
public sealed class SecondProcessTests(PatientExchanges exchanges) : FaultTest(exchanges)
{
    private const string Key = "a-key-of-enough-characters";

    [Fact]
    [Fault("second-instance")]
    public async Task A_second_server_on_the_file_is_refused_in_one_sentence_and_the_first_goes_on()
    {
        await using var first = await ServeAsync(Sets.Short);
        await using var second = CryptoFlowProcess.Start(Database, Sets.Short.EnvironmentFor(Simulator));

        await EndsAsync(second.Child, "second-instance");
        Assert.Contains(Database, Assert.Single(second.Child.Error), StringComparison.Ordinal);
        await first.BackfillCompletedAsync(exchanges: 1, Patience);
        Assert.Equal("ok", (await first.HealthAsync()).GetProperty("status").GetString());
        Assert.Contains($"{first.Child.Id}", await File.ReadAllTextAsync(first.NoticePath), StringComparison.Ordinal);
        Assert.Equal(0, (await first.TerminateAsync(Patience)).ExitCode);
        Assert.Empty(first.Leftovers());
    }

    [Fact]
    public async Task A_backfill_beside_a_server_needs_its_key_and_is_then_done_by_the_server()
    {
        var environment = Sets.Short.EnvironmentFor(Simulator);
        await using var server = await CryptoFlowProcess.ServeAsync(Database, new Dictionary<string, string?>(environment) { ["CryptoFlow__Api__Key"] = Key });
        await server.BackfillCompletedAsync(exchanges: 1, Patience);
        string[] command = ["backfill", "--json", "--database", Database];

        await using var without = CryptoFlowProcess.RunCommand(environment, command);
        Assert.Equal(1, await without.ExitAsync(Patience));
        Assert.Contains("CryptoFlow:Api:Key", Assert.Single(without.Error), StringComparison.Ordinal);
        Assert.Empty(without.Output);

        await using var with = CryptoFlowProcess.RunCommand(new Dictionary<string, string?>(environment) { ["CryptoFlow__Api__Key"] = Key }, command);
        Assert.Equal(0, await with.ExitAsync(Patience));
        using var said = JsonDocument.Parse(Assert.Single(with.Output));
        var run = Assert.Single(await server.BackfillAsync());
        Assert.Equal(run.GetProperty("run").GetString(), said.RootElement.GetProperty("run").GetString());
    }
}
