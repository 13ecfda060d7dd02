using System.Net;
using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>While the program runs, somebody moves, deletes or replaces the file, its -wal or its -shm.</summary>
[Collection(TestLane.Places)]
public sealed class LostFileTests(PatientExchanges exchanges) : FaultTest(exchanges)
{
    private string Away => Directory.File("away.db");

    [Fact]
    [Fault("file-moved")]
    public async Task A_file_that_is_moved_away_is_whole_where_it_lies_and_the_program_goes_on_when_it_is_back()
    {
        await using var program = await ServeAsync(Sets.Long, EverySecond);
        await MidBackfillAsync(program);
        var shown = await ShownAsync(program, Sets.Long);

        File.Move(Database, Away);
        await SaysAsync(program, "file-moved");
        await AssertReadsAreRefusedAsync(program);
        using (var moved = new ForeignConnection(Away, readOnly: true))
        {
            Assert.Equal("ok", DatabaseAudit.Integrity(moved));
            Assert.InRange(StoredRows.Read(moved).Count, shown.Count, int.MaxValue);
        }

        File.Move(Away, Database);
        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        Assert.Superset(shown, await ShownAsync(program, Sets.Long));
        await AssertEndsCompleteAsync(program, Sets.Long);
    }

    [Fact]
    [Fault("file-deleted")]
    public async Task A_file_that_is_deleted_is_not_made_anew_before_the_next_start()
    {
        await using (var program = await ServeAsync(Sets.Long, EverySecond))
        {
            await MidBackfillAsync(program);
            File.Delete(Database);
            await SaysAsync(program, "file-deleted");
            await AssertReadsAreRefusedAsync(program);
            Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
            Assert.False(File.Exists(Database));
        }

        await using var next = await ServeAsync(Sets.Long);
        await next.BackfillCompletedAsync(exchanges: 2, Patience);
        await AssertEndsCompleteAsync(next, Sets.Long);
    }

    [Fact]
    [Fault("file-replaced")]
    public async Task Another_program_s_file_in_its_place_is_not_touched()
    {
        using (var other = new ForeignConnection(CreateEmpty("other.db")))
            other.Execute("CREATE TABLE recipes (name)");
        var untouched = await File.ReadAllBytesAsync(Directory.File("other.db"));
        await using var program = await ServeAsync(Sets.Long, EverySecond);
        await MidBackfillAsync(program);
        var shown = await ShownAsync(program, Sets.Long);

        File.Move(Database, Away);
        File.Move(Directory.File("other.db"), Database);
        await SaysAsync(program, "file-replaced");
        Assert.Equal(untouched, await File.ReadAllBytesAsync(Database));

        File.Move(Away, Database, overwrite: true);
        await program.BackfillCompletedAsync(exchanges: 2, Patience);
        Assert.Superset(shown, await ShownAsync(program, Sets.Long));
        await AssertEndsCompleteAsync(program, Sets.Long);
    }

    [Theory]
    [InlineData("wal-deleted", "-wal")]
    [InlineData("shm-deleted", "-shm")]
    [Fault("wal-deleted")]
    [Fault("shm-deleted")]
    public async Task A_program_whose_WAL_was_deleted_saves_its_commits_and_ends(string fault, string suffix)
    {
        HashSet<string> shown;
        await using (var program = await ServeAsync(Sets.Long, EverySecond))
        {
            await MidBackfillAsync(program);
            shown = await ShownAsync(program, Sets.Long);
            File.Delete(Database + suffix);
            await EndsAsync(program.Child, fault);
        }

        await using var next = await ServeAsync(Sets.Long);
        Assert.Superset(shown, await ShownAsync(next, Sets.Long));
        await next.BackfillCompletedAsync(exchanges: 2, Patience);
        await AssertEndsCompleteAsync(next, Sets.Long);
    }

    private static async Task AssertReadsAreRefusedAsync(CryptoFlowProcess program)
    {
        using var answer = await program.Http.GetAsync(new Uri("/api/candles?symbol=BTCUSDT", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private string CreateEmpty(string name)
    {
        File.Create(Directory.File(name)).Dispose();
        return Directory.File(name);
    }
}
