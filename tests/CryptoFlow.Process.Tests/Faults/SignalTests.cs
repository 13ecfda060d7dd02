using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>SIGTERM while something delays the end, and a process that is stopped for a while. <c>TerminatedTests</c> has the ordinary phases.</summary>
public sealed class SignalTests(PatientExchanges exchanges, ITestOutputHelper output) : FaultTest(exchanges)
{
    private static readonly TimeSpan StandsStill = TimeSpan.FromSeconds(3);

    [Fact]
    [Fault("sigterm-foreign-lock")]
    public async Task A_stop_while_another_program_holds_the_write_lock_is_in_order()
    {
        HashSet<string> shown;
        await using (var program = await ServeAsync(Sets.Long))
        {
            await MidBackfillAsync(program);
            shown = await ShownAsync(program, Sets.Long);
            await using var foreigner = await ForeignProgram.HoldLockAsync(Database);
            await StopsAsync(program, "sigterm-foreign-lock");
        }

        await using var next = await ServeAsync(Sets.Long);
        await AssertGoesOnAsync(next, shown, Sets.Long);
    }

    [Fact]
    [Fault("sigterm")]
    public async Task A_second_SIGTERM_changes_nothing()
    {
        await using var program = await ServeAsync(Sets.Long);
        await MidBackfillAsync(program);
        program.Child.Terminate();
        await StopsAsync(program, "sigterm");
        Assert.Empty(program.Leftovers());
    }

    [Fact]
    [Fault("sigterm")]
    public async Task A_program_in_its_first_sync_ends_in_order()
    {
        await using var program = CryptoFlowProcess.Start(Database, EnvironmentFor(Sets.Long));
        await program.Child.LineAsync(line => line.Contains("collecting", StringComparison.Ordinal), Patience, "the first sync begins");
        await StopsAsync(program, "sigterm");
        Assert.Empty(program.Leftovers());
    }

    [Fact]
    [Fault("sigstop")]
    public async Task A_program_continues_after_SIGSTOP_and_SIGCONT()
    {
        await using var program = await ServeAsync(Sets.Long);
        await MidBackfillAsync(program);
        var shown = await ShownAsync(program, Sets.Long);
        program.Child.Suspend();
        await Eventually.PassAsync(StandsStill);
        program.Child.Resume();

        await SaysAsync(program, "sigstop");
        Assert.Superset(shown, await ShownAsync(program, Sets.Long));
        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        await AssertEndsCompleteAsync(program, Sets.Long);
    }

    private async Task StopsAsync(CryptoFlowProcess program, string fault)
    {
        var (took, _) = await program.TerminateAsync(Patience);
        output.WriteLine($"ended in {took.TotalSeconds:F2} s");
        await EndsAsync(program.Child, fault);
        Assert.InRange(took, TimeSpan.Zero, EndsWithin);
    }
}
