using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;
using CryptoFlow.Torture.Kills;

namespace CryptoFlow.Processes;

/// <summary>SIGKILL at random moments. Stored candles stay in the file, and the next start continues from there.</summary>
[Collection(TestLane.Commands)]
public sealed class KilledTests(PatientExchanges exchanges, ITestOutputHelper output) : FaultTest(exchanges)
{
    [Fact]
    [Fault("sigkill")]
    public async Task A_program_that_is_killed_again_and_again_loses_nothing_and_ends_with_what_the_exchange_has()
    {
        var run = new KillRun(Sets.Long, Simulator, PatientExchanges.Now, Seeds.Draw(output), output.WriteLine);

        Reported.AssertMet(await run.RunAsync(kills: 6), output);

        await using var killed = CryptoFlowProcess.Start(Database, Sets.Long.EnvironmentFor(Simulator));
        killed.Child.Kill();
        await EndsAsync(killed.Child, "sigkill");
    }
}
