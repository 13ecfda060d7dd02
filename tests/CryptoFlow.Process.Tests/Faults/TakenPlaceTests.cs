using System.Net;
using System.Net.Http.Headers;
using CryptoFlow.Messages;
using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;
using CryptoFlow.Storage.Sqlite.StartUp;
using Folder = System.IO.Directory;

namespace CryptoFlow.Processes.Faults;

/// <summary>While the program runs, another file or another program takes the place of the database file.</summary>
[Collection(TestLane.Places)]
public sealed class TakenPlaceTests(PatientExchanges exchanges) : FaultTest(exchanges)
{
    private static readonly Uri NewestPage = new("/api/candles?symbol=BTCUSDT&tf=60&limit=10", UriKind.Relative);

    private string Away => Directory.File("away.db");

    [Fact]
    [Fault("directory-replaced")]
    public async Task A_program_whose_directory_was_deleted_leaves_the_file_of_the_next_one_alone()
    {
        var environment = EnvironmentFor(Sets.Short, EverySecond);
        environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
        await using var first = await CryptoFlowProcess.ServeAsync(Database, environment);
        await first.BackfillCompletedAsync(exchanges: 1, Patience);
        Folder.Delete(Directory.Path, recursive: true);
        Folder.CreateDirectory(Directory.Path);

        await using var second = await ServeAsync(Sets.Short, EverySecond);
        await second.BackfillCompletedAsync(exchanges: 1, Patience);
        await SaysAsync(first, "directory-replaced");
        Assert.DoesNotContain(first.Child.Id, WhoHasOpen(Database + "-wal"));

        Assert.Equal(0, (await first.TerminateAsync(Patience)).ExitCode);
        await HealthyAsync(second);
        Assert.True(DatabaseLock.IsHeld(Database));
        await AssertEndsCompleteAsync(second, Sets.Short);
    }

    [Fact]
    [Fault("second-instance")]
    public async Task A_second_server_is_refused_also_where_the_locks_of_dotnet_are_switched_off()
    {
        var environment = EnvironmentFor(Sets.Short);
        environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
        await using var first = await CryptoFlowProcess.ServeAsync(Database, environment);
        await using var second = CryptoFlowProcess.Start(Database, environment);

        await EndsAsync(second.Child, "second-instance");
    }

    [Fact]
    [Fault("lock-deleted")]
    public async Task A_program_whose_lock_file_was_deleted_writes_nothing_while_another_one_has_the_lock()
    {
        await using var first = await ServeAsync(Sets.Short, EverySecond);
        await first.BackfillCompletedAsync(exchanges: 1, Patience);
        using (DatabaseLock.Acquire(Away))
        {
            // The lock file is locked before it is moved to its place. Otherwise the program could take the lock first.
            File.Move(DatabaseLock.PathFor(Away), DatabaseLock.PathFor(Database), overwrite: true);
            await SaysAsync(first, "lock-deleted");
            Assert.DoesNotContain(first.Child.Id, WhoHasOpen(DatabaseLock.PathFor(Database)));
        }

        await HealthyAsync(first);
        Assert.True(DatabaseLock.IsHeld(Database));
        await AssertEndsCompleteAsync(first, Sets.Short);
    }

    [Fact]
    [Fault("other-database")]
    public async Task Another_database_of_this_program_in_its_place_is_left_alone_until_the_right_one_is_back()
    {
        await HaveCollectedAsync(Sets.Short);
        File.Move(Database, Directory.File("other.db"));
        await using var program = await ServeAsync(Sets.Short, EverySecond);
        await program.BackfillCompletedAsync(exchanges: 1, Patience);
        var shown = await ShownAsync(program, Sets.Short);
        var untouched = await File.ReadAllBytesAsync(Directory.File("other.db"));

        File.Move(Database, Away);
        File.Move(Directory.File("other.db"), Database);
        await SaysAsync(program, "other-database");
        Assert.Equal(untouched, await File.ReadAllBytesAsync(Database));

        File.Move(Away, Database, overwrite: true);
        await HealthyAsync(program);
        Assert.Superset(shown, await ShownAsync(program, Sets.Short));
        await AssertEndsCompleteAsync(program, Sets.Short);
    }

    [Fact]
    [Fault("backup-in-place")]
    public async Task A_backup_that_is_put_in_place_is_taken_up_and_no_tag_of_before_holds()
    {
        await using var program = await ServeAsync(Sets.Short, EverySecond);
        await program.BackfillCompletedAsync(exchanges: 1, Patience);
        using (var file = new ForeignConnection(Database, readOnly: true))
            file.Execute($"VACUUM INTO '{Away}'");
        var (_, tag) = await AskAsync(program, null);
        Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(program, tag)).Status);

        File.Move(Away, Database, overwrite: true);

        await Eventually.HoldsAsync(async () => (await AskAsync(program, tag)).Status == HttpStatusCode.OK, Patience, "the page of the backup is served");
        await SaysAsync(program, "backup-in-place", Patience * 2);
        await AssertEndsCompleteAsync(program, Sets.Short);
    }

    [Fact]
    public async Task A_file_that_is_collected_anew_has_other_tags()
    {
        EntityTagHeaderValue? tag;
        await using (var first = await ServeAsync(Sets.Short))
        {
            await first.BackfillCompletedAsync(exchanges: 1, Patience);
            (_, tag) = await AskAsync(first, null);
            Assert.Equal(0, (await first.TerminateAsync(Patience)).ExitCode);
        }

        File.Delete(Database);
        await using var second = await ServeAsync(Sets.Short);
        await second.BackfillCompletedAsync(exchanges: 1, Patience);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(second, tag)).Status);
    }

    private static async Task<(HttpStatusCode Status, EntityTagHeaderValue? Tag)> AskAsync(CryptoFlowProcess program, EntityTagHeaderValue? held)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, NewestPage);
        if (held is not null)
            request.Headers.IfNoneMatch.Add(held);
        using var answer = await program.Http.SendAsync(request);
        return (answer.StatusCode, answer.Headers.ETag);
    }

    /// <summary>The processes that have the file at this path open (Linux).</summary>
    private static List<int> WhoHasOpen(string path) =>
    [
        .. Folder.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Where(process => Opened(process!).Any(target => target == path)).Select(int.Parse!),
    ];

    private static IEnumerable<string?> Opened(string process)
    {
        try
        {
            return [.. Folder.GetFiles($"/proc/{process}/fd").Select(fd => new FileInfo(fd).LinkTarget)];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
