using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Web.Hosting;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.CommandLine;

/// <summary>Faults that several commands meet in the same way: a silent server, a second writer, a full or damaged database.</summary>
public sealed class SharedFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private DatabaseLock? _writerLock;

    private string Database => _folder.File("candles.db");

    private string Csv => _folder.File("rows.csv");

    public void Dispose()
    {
        _writerLock?.Dispose();
        _folder.Dispose();
    }

    /// <summary>The command waits by a clock that the test moves, so nobody waits for seconds.</summary>
    [Theory]
    [CommandFault("import-server-silent"), CommandFault("verify-server-silent"), CommandFault("retention-server-silent")]
    [InlineData("import-server-silent")]
    [InlineData("verify-server-silent")]
    [InlineData("retention-server-silent")]
    public async Task A_server_that_does_not_answer_is_named_and_nothing_is_written_beside_it(string key)
    {
        Fill();
        using var silent = new SilentServer();
        _writerLock = DatabaseLock.Acquire(Database);
        new ServerNotice(Environment.ProcessId, silent.Url).Write(Database);
        var time = new FakeTimeProvider();
        var run = new CommandRun { Time = time };

        var ended = run.RunAsync([.. CommandOf(key), "--database", Database]);
        await Poll.UntilAsync(() => silent.Connections > 0 || ended.IsCompleted, asked => asked);
        var code = await AdvanceUntilAsync(time, TimeSpan.FromSeconds(5), ended);

        CommandFaults.AssertSays(key, code, run);
        Assert.Empty(run.System.Asked);
    }

    [Theory]
    [CommandFault("import-two-at-once"), CommandFault("verify-two-at-once"), CommandFault("retention-two-at-once")]
    [InlineData("import-two-at-once")]
    [InlineData("verify-two-at-once")]
    [InlineData("retention-two-at-once")]
    public async Task A_second_command_that_writes_is_refused(string key)
    {
        Fill();
        using (DatabaseLock.Acquire(Database))
        {
            var (code, _, error) = await RealCommand.RunAsync([.. CommandOf(key), "--database", Database]);
            CommandFaults.AssertSays(key, code, error);
        }

        using var file = new ForeignConnection(Database, readOnly: true);
        Assert.Equal(10, file.Scalar<long>("SELECT count(*) FROM candles_15"));
    }

    [Fact, CommandFault("import-disk-full")]
    public async Task An_import_onto_a_full_disk_says_so_after_two_minutes()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var run = new CommandRun
        {
            Time = time,
            System = { Writer = m => m is WriteCandles write ? new WriteRefused(write.Id, WriteRefusal.StorageUnavailable, "database or disk is full") : null },
        };

        var ended = run.RunAsync([.. CommandOf("import"), "--database", Database]);
        var code = await AdvanceUntilAsync(time, TimeSpan.FromSeconds(10), ended);

        CommandFaults.AssertSays("import-disk-full", code, run);
    }

    /// <summary>The writer refuses as on a full disk. Nothing is lost: what is not removed stays.</summary>
    [Fact, CommandFault("retention-disk-full")]
    public async Task Retention_on_a_full_disk_ends_with_the_refusal_of_the_writer()
    {
        var run = new CommandRun
        {
            System = { Writer = m => m is RemoveOldCandles step ? new WriteRefused(step.Id, WriteRefusal.StorageUnavailable, "database or disk is full") : null },
        };

        CommandFaults.AssertSays("retention-disk-full", await run.RunAsync([.. CommandOf("retention"), "--database", Database]), run);
    }

    /// <summary>Another program keeps the database to itself. In WAL mode only this keeps readers out.</summary>
    [Theory]
    [CommandFault("import-locked"), CommandFault("verify-locked"), CommandFault("backup-locked"), CommandFault("export-locked"), CommandFault("retention-locked")]
    [InlineData("import-locked", "import --csv CSV --symbol BINANCE:LTCUSDT --tf 1h")]
    [InlineData("verify-locked", "verify")]
    [InlineData("backup-locked", "backup --out OUT")]
    [InlineData("export-locked", "export --symbol BINANCE:BTCUSDT --tf 15m --out OUT")]
    [InlineData("retention-locked", "retention")]
    public async Task A_database_that_another_program_keeps_to_itself_is_named(string key, string command)
    {
        Fill();
        _ = CommandOf(key);
        using (var other = new ForeignConnection(Database))
        {
            other.Execute("PRAGMA locking_mode=EXCLUSIVE");
            other.Execute("CREATE TABLE theirs (id)");
            var words = command.Replace("CSV", Csv, StringComparison.Ordinal).Replace("OUT", _folder.File("out"), StringComparison.Ordinal).Split(' ');
            var (code, _, error) = await RealCommand.RunAsync([.. words, "--database", Database, "--CryptoFlow:Database:BusyTimeoutMs=20"]);
            CommandFaults.AssertSays(key, code, error);
            Assert.False(File.Exists(_folder.File("out")));
        }

        using var file = new ForeignConnection(Database, readOnly: true);
        Assert.Equal(10, file.Scalar<long>("SELECT count(*) FROM candles_15"));
    }

    [Fact, CommandFault("retention-damaged")]
    public async Task Retention_on_a_damaged_database_is_refused()
    {
        Fill();
        using (var file = new FileStream(Database, FileMode.Open))
            file.Write(Enumerable.Repeat((byte)0xAB, 4_096).ToArray());

        var (code, _, error) = await RealCommand.RunAsync("retention", "--database", Database);
        CommandFaults.AssertSays("retention-damaged", code, error);
    }

    [Theory]
    [CommandFault("verify-no-database"), CommandFault("retention-no-database")]
    [InlineData("verify-no-database", "verify")]
    [InlineData("retention-no-database", "retention --dry-run")]
    public async Task A_database_that_is_not_there_is_named(string key, string command)
    {
        var (code, _, error) = await RealCommand.RunAsync([.. command.Split(' '), "--database", Database]);
        CommandFaults.AssertSays(key, code, error);
        Assert.False(File.Exists(Database));
    }

    [Fact, CommandFault("verify-damaged")]
    public async Task A_damaged_database_is_said_in_one_sentence()
    {
        CandleDatabase.Create(Database, MarketOrigin.Exchanges, (Some.Btc, [.. Enumerable.Range(0, 5_000).Select(i => Some.CandleAt(i * 900_000L))]));
        using (var file = new FileStream(Database, FileMode.Open))
        {
            file.Position = file.Length / 3;
            file.Write(Enumerable.Repeat((byte)0xAB, 100_000).ToArray());
        }

        var (code, _, error) = await RealCommand.RunAsync("verify", "--database", Database);
        CommandFaults.AssertSays("verify-damaged", code, error);
    }

    [Fact, CommandFault("verify-compare-absent")]
    public async Task A_file_to_compare_with_that_is_not_there_is_named()
    {
        Fill();
        var (code, _, error) = await RealCommand.RunAsync("verify", "--database", Database, "--compare", _folder.File("none.db"));
        CommandFaults.AssertSays("verify-compare-absent", code, error);
    }

    private string[] CommandOf(string key)
    {
        File.WriteAllText(Csv, "1672531200000,100,101,99,100,5\n");
        return key.Split('-')[0] switch
        {
            "import" => ["import", "--csv", Csv, "--symbol", "BINANCE:LTCUSDT", "--tf", "1h"],
            "verify" => ["verify", "--repair"],
            _ => ["retention"],
        };
    }

    private static async Task<int> AdvanceUntilAsync(FakeTimeProvider time, TimeSpan step, Task<int> ended)
    {
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(step);
                return ended.IsCompleted;
            },
            over => over);
        return await ended;
    }

    private void Fill() =>
        CandleDatabase.Create(Database, MarketOrigin.Exchanges, (Some.Btc, [.. Enumerable.Range(0, 10).Select(i => Some.CandleAt(i * 900_000L))]));
}
