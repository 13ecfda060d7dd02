using CryptoFlow.Processes.Support;
using CryptoFlow.Torture.Locks;
using CryptoFlow.Torture.Overload;
using CryptoFlow.Torture.Reads;

namespace CryptoFlow.Processes;

/// <summary>
/// Short runs of the commands of tests/CryptoFlow.Torture that load the program with reads and writes. <see cref="TortureTests"/> has the others.
/// The tests print promises that are times, and check all others.
/// </summary>
[Collection(TestLane.TortureLoad)]
public sealed class TortureLoadTests(ITestOutputHelper output)
{
    /// <summary>The third situation contains the other two. In it SQLite checkpoints every 100 pages; the other tests of this class keep the default.</summary>
    [Fact]
    public async Task Reads_syncs_and_checkpoints_in_a_backfill_meet_no_lock() =>
        Reported.AssertMet(await LockScenarios.RunAsync(days: 10, Seeds.Draw(output), output.WriteLine, numbers: "3"), output);

    [Fact]
    public async Task Every_read_beside_a_writer_that_never_stops_is_answered_with_the_complete_page() =>
        Reported.AssertMet(await ReadsRun.RunAsync(count: 3_000, clients: 4, days: 60, Seeds.Draw(output), output.WriteLine), output);

    [Fact]
    public async Task More_clients_than_can_be_served_are_answered_or_refused_and_nothing_grows() =>
        Reported.AssertMet(await OverloadRun.RunAsync(clients: 512, TimeSpan.FromSeconds(3), Seeds.Draw(output), healthWithin: 50, output.WriteLine), output);
}
