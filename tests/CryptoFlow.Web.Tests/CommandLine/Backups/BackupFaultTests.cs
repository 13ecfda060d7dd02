using System.Globalization;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.CommandLine.Backups;

/// <summary>Faults of <c>backup</c> and <c>restore</c>: one sentence, the exit code, and nothing lost.</summary>
public sealed class BackupFaultTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder.File("candles.db");

    private string Backup => _folder.File("backup.db");

    public void Dispose() => _folder.Dispose();

    [Fact, CommandFault("backup-no-database")]
    public async Task A_database_that_is_not_there_is_named()
    {
        await SaysAsync("backup-no-database", "backup", "--out", Backup);
        Assert.False(File.Exists(Database));
    }

    [Fact, CommandFault("backup-target-exists")]
    public async Task A_file_is_not_overwritten()
    {
        Fill();
        await File.WriteAllTextAsync(Backup, "another file");
        await SaysAsync("backup-target-exists", "backup", "--out", Backup);
        Assert.Equal("another file", await File.ReadAllTextAsync(Backup));
    }

    [Theory, CommandFault("backup-onto-database")]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData(".writer.lock")]
    public async Task The_database_is_not_its_own_backup(string suffix)
    {
        Fill();
        await SaysAsync("backup-onto-database", "backup", "--out", Database + suffix);
    }

    [Fact, CommandFault("backup-no-directory")]
    public async Task A_directory_that_is_not_there_is_named()
    {
        Fill();
        await SaysAsync("backup-no-directory", "backup", "--out", _folder.File("none/backup.db"));
    }

    [Fact, CommandFault("backup-damaged")]
    public async Task A_damaged_database_gives_no_backup()
    {
        Fill(5_000);
        using (var file = new FileStream(Database, FileMode.Open))
        {
            file.Position = file.Length / 3;
            file.Write(Enumerable.Repeat((byte)0xAB, 100_000).ToArray());
        }

        await SaysAsync("backup-damaged", "backup", "--out", Backup);
        AssertNothingIsLeft(Backup);
    }

    [SkippableFact, CommandFault("backup-disk-full")]
    public async Task A_disk_without_room_for_the_backup_is_left_as_it_is()
    {
        using var disk = new SmallDisk(3);
        Fill();
        await SaysAsync("backup-disk-full", "backup", "--out", disk.File("backup.db"));
        AssertNothingIsLeft(disk.File("backup.db"));
    }

    /// <summary>The other backup gets its name while this one is being made.</summary>
    [Fact, CommandFault("backup-two-at-once")]
    public async Task A_second_backup_to_the_same_file_does_not_replace_the_first()
    {
        Fill();
        var (code, _, error) = await RealCommand.RunAsync(new ActingTime(() => File.WriteAllText(Backup, "the other backup")), "backup", "--out", Backup, "--database", Database);
        CommandFaults.AssertSays("backup-two-at-once", code, error);
        Assert.Equal("the other backup", await File.ReadAllTextAsync(Backup));
        Assert.Equal([Backup], Directory.GetFiles(Path.GetDirectoryName(Backup)!, $"{Path.GetFileName(Backup)}*"));
    }

    [Fact, CommandFault("restore-absent")]
    public async Task A_backup_that_is_not_there_is_named() => await SaysAsync("restore-absent", "restore", "--from", Backup);

    [Fact, CommandFault("restore-unproved")]
    public async Task A_file_without_a_manifest_is_refused()
    {
        Fill();
        File.Copy(Database, Backup);
        await SaysAsync("restore-unproved", "restore", "--from", Backup);
    }

    [Fact, CommandFault("restore-damaged")]
    public async Task A_damaged_backup_is_refused_and_the_database_stays()
    {
        await MakeBackupAsync();
        using (var file = new FileStream(Backup, FileMode.Open))
        {
            file.Position = file.Length / 2;
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        await SaysAsync("restore-damaged", "restore", "--from", Backup);
        AssertWhole();
    }

    [Fact, CommandFault("restore-two-at-once")]
    public async Task While_another_process_has_the_database_it_is_not_replaced()
    {
        await MakeBackupAsync();
        using (DatabaseLock.Acquire(Database))
            await SaysAsync("restore-two-at-once", "restore", "--from", Backup);
        AssertWhole();
    }

    [SkippableFact, CommandFault("restore-disk-full")]
    public async Task A_restore_onto_a_full_disk_leaves_the_database_in_its_place()
    {
        using var disk = new SmallDisk(3);
        Fill(10_000);
        Assert.Equal(0, (await RealCommand.RunAsync("backup", "--database", Database, "--out", Backup)).Code);
        var small = disk.File("candles.db");
        CandleDatabase.Create(small, MarketOrigin.Exchanges, (Some.Btc, [Some.CandleAt(0)]));
        disk.Fill(free: 100_000);

        var (code, _, error) = await RealCommand.RunAsync("restore", "--database", small, "--from", Backup);

        CommandFaults.AssertSays("restore-disk-full", code, error);
        using var file = new ForeignConnection(small, readOnly: true);
        Assert.Equal(1, file.Scalar<long>("SELECT count(*) FROM candles_15"));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(small)!, "*.partial-*"));
    }

    private async Task SaysAsync(string key, params string[] command)
    {
        var (code, _, error) = await RealCommand.RunAsync([.. command, "--database", Database]);
        CommandFaults.AssertSays(key, code, error);
    }

    private async Task MakeBackupAsync()
    {
        Fill();
        var (code, _, error) = await RealCommand.RunAsync("backup", "--database", Database, "--out", Backup);
        Assert.True(code == 0, error);
    }

    private void Fill(int candles = 100) =>
        CandleDatabase.Create(Database, MarketOrigin.Exchanges, (Some.Btc, [.. Enumerable.Range(0, candles).Select(i => Some.CandleAt(i * 900_000L))]));

    private void AssertWhole()
    {
        using var file = new ForeignConnection(Database, readOnly: true);
        Assert.Equal(100, file.Scalar<long>("SELECT count(*) FROM candles_15"));
    }

    /// <summary>A clock that does something when it is read. A backup reads it after the checks of its name, and before the copy.</summary>
    private sealed class ActingTime(Action act) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            act();
            return base.GetUtcNow();
        }
    }

    private static void AssertNothingIsLeft(string backup) => Assert.Empty(
        Directory.GetFiles(Path.GetDirectoryName(backup)!, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(backup)}*")));
}
