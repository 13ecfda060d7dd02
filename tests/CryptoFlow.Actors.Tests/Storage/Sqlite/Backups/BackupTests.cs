using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Writer;
using Xunit.Abstractions;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Sqlite.Backups;

/// <summary>A backup has the candles of its snapshot and is proved. After any failure no file has its name.</summary>
public sealed class BackupTests(ITestOutputHelper output) : WrittenAndReadTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 3, 0, 0, TimeSpan.Zero);

    private string Backups => Path.Combine(Database.Directory, "backups");

    [Fact]
    public void A_backup_and_its_manifest_have_all_committed_candles_also_those_in_the_WAL()
    {
        Fill();
        Assert.True(new FileInfo(Database.Path + "-wal").Length > 0);

        var made = Make();

        Assert.Equal(3_300, made.Manifest.Candles);
        Assert.Equal([(15, "BINANCE:BTCUSDT", 3_000), (15, "BYBIT:ETHUSDT", 200), (60, "BINANCE:BTCUSDT", 100)], made.Manifest.Series.Select(s => (s.Interval, s.Symbol, s.Candles)));
        Assert.Equal(["2023-11", "2023-12"], made.Manifest.Series[0].Months.Select(m => m.Month));
        Assert.Equal((4, 0), (made.Manifest.Compared.Equal, made.Manifest.Compared.ChangedSince));
        Assert.Equal("simulator", made.Manifest.Origin);
        Assert.Equivalent(made.Manifest, DatabaseFile.CheckBackup(made.Path, CancellationToken.None));
        Assert.Equal(made.Path, Assert.Single(Directory.GetFiles(Backups), file => !file.EndsWith(".json", StringComparison.Ordinal)));
        using var copy = new CryptoFlow.Testing.ForeignConnection(made.Path, readOnly: true);
        Assert.Equal(Rows(Foreign), Rows(copy));
    }

    [Fact]
    public void Flipped_bits_in_a_hundred_used_pages_are_found_a_hundred_times()
    {
        Fill();
        var made = Make();
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var chance = new Random(seed);
        var bytes = File.ReadAllBytes(made.Path);

        for (var i = 0; i < 100; i++)
        {
            var at = chance.Next(bytes.Length);
            bytes[at] ^= (byte)(1 << chance.Next(8));
            File.WriteAllBytes(made.Path, bytes);
            Refused(BackupFailure.Differs, () => DatabaseFile.CheckBackup(made.Path, CancellationToken.None));
            File.WriteAllBytes(made.Path, bytes = Restored(bytes, at, made));
        }

        DatabaseFile.CheckBackup(made.Path, CancellationToken.None);

        static byte[] Restored(byte[] bytes, int at, ProvedBackup made)
        {
            // Only one bit of the byte differs: the right one is the one with which the file has its hash again.
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                if (Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)) == made.Manifest.Sha256)
                    return bytes;
                bytes[at] ^= (byte)(1 << bit);
            }

            throw new InvalidOperationException("The file cannot be put right.");
        }
    }

    [Fact]
    public void A_changed_candle_is_named_by_its_series_and_month()
    {
        Fill();
        var made = Make();
        using (var other = new CryptoFlow.Testing.ForeignConnection(made.Path))
            other.Execute($"UPDATE candles_15 SET close = close + 0.01 WHERE symbol = 'BINANCE:BTCUSDT' AND time = {Time(Btc15, 2_900)}");

        Assert.Contains("Candles differ: BINANCE:BTCUSDT 15 min, month 2023-12.", Refused(BackupFailure.Differs, () => DatabaseFile.CheckBackup(made.Path, CancellationToken.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_manifest_is_named_and_not_the_backup()
    {
        Fill();
        var made = Make();
        var manifest = Assert.Single(BackupManifest.Files(made.Path));
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"recipe\": 1", "\"recipe\":  1", StringComparison.Ordinal));

        Assert.StartsWith($"The manifest {manifest} is damaged", Refused(BackupFailure.Differs, () => DatabaseFile.CheckBackup(made.Path, CancellationToken.None)), StringComparison.Ordinal);

        File.Delete(manifest);
        Assert.StartsWith("There is no manifest beside", Refused(BackupFailure.Differs, () => DatabaseFile.CheckBackup(made.Path, CancellationToken.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_journal_beside_it_is_refused()
    {
        Fill();
        var made = Make();
        File.WriteAllText(made.Path + "-journal", "x");
        Assert.Contains("-journal", Refused(BackupFailure.Refused, () => DatabaseFile.CheckBackup(made.Path, CancellationToken.None)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time = time + 1")]
    [InlineData("open = open + 0.25")]
    [InlineData("high = high + 0.25")]
    [InlineData("low = low - 0.25")]
    [InlineData("close = close - 0.25")]
    [InlineData("volume = volume + 0.25")]
    [InlineData("buy_volume = 1e-300")]
    [InlineData("sell_volume = sell_volume + 1e-15")]
    [InlineData("delta = delta + 0.25")]
    [InlineData("trade_count = trade_count + 1")]
    [InlineData(null)]
    public void A_hash_depends_on_each_field_and_a_copy_that_differs_is_not_proved(string? change)
    {
        Fill();
        var copy = Make().Manifest;
        Foreign.Execute(change is null
            ? $"DELETE FROM candles_15 WHERE symbol = 'BYBIT:ETHUSDT' AND time = {Time(Eth15, 100)}; UPDATE series SET version = version - 1 WHERE symbol = 'BYBIT:ETHUSDT'"
            : $"UPDATE candles_15 SET {change} WHERE symbol = 'BYBIT:ETHUSDT' AND time = {Time(Eth15, 100)}");
        using var live = Database.OpenReader();

        Assert.Contains("BYBIT:ETHUSDT 15 min, month 2023-11", Refused(BackupFailure.Differs, () => BackupComparer.Compare(copy, null, live, CancellationToken.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void Candles_that_came_after_the_snapshot_do_not_make_the_copy_differ()
    {
        Fill();
        var copy = Make().Manifest;
        Writer.Put(Btc15, Page(Btc15, 3_000, 10));
        using var live = Database.OpenReader();

        Assert.Equal(new BackupComparison(3, 1, ByCount: 1), BackupComparer.Compare(copy, null, live, CancellationToken.None));

        // A copy with fewer candles than its own snapshot records still differs.
        var short15 = copy with { Series = copy.Series.SetItem(0, copy.Series[0] with { Months = [copy.Series[0].Months[1]] }) };
        Refused(BackupFailure.Differs, () => BackupComparer.Compare(short15, null, live, CancellationToken.None));
    }

    /// <summary>Inserts, updates, deletions and any mixture of them after the snapshot: undone, they leave the candles of the snapshot.</summary>
    [Fact]
    public void A_copy_is_proved_by_its_hashes_although_candles_have_changed_since_in_every_way()
    {
        Fill();
        Writer.Put(Btc15, Page(Btc15, 10, 5, price: 200));
        var made = Make();
        using var copied = StorageConnection.OpenReader(Database.Settings with { Path = made.Path });
        var mark = SnapshotMark.Of(copied)!;

        Writer.Put(Btc15, Page(Btc15, 2_998, 10));
        Writer.Put(Btc15, Page(Btc15, 2_999, 3, price: 300));
        Writer.Put(Btc15, Page(Btc15, 2_999, 3, price: 400));
        Delete(Time(Btc15, 0), Time(Btc15, 2_999), Time(Btc15, 3_001), Time(Btc15, 3_007));
        Writer.Put(Btc15, Page(Btc15, 2_999, 1, price: 500));
        Writer.Put(Btc15, [.. Page(Btc15, 3_001, 1), .. Page(Btc15, 3_020, 5)]);
        Delete(Time(Btc15, 3_021), Time(Btc15, 2_999));
        using var live = Database.OpenReader();

        Assert.Equal(new BackupComparison(2, 2), BackupComparer.Compare(made.Manifest, mark, live, CancellationToken.None));

        // The count alone would not see a value that differs in the copy.
        var series = made.Manifest.Series[0];
        var other = made.Manifest with { Series = made.Manifest.Series.SetItem(0, series with { Months = series.Months.SetItem(1, series.Months[1] with { Hash = new string('0', 64) }) }) };
        Assert.Contains("at the snapshot: BINANCE:BTCUSDT 15 min, month 2023-12", Refused(BackupFailure.Differs, () => BackupComparer.Compare(other, mark, live, CancellationToken.None)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_commit_that_another_program_has_made_unreadable_is_an_error_of_the_store()
    {
        Fill();
        var made = Make();
        using var copied = StorageConnection.OpenReader(Database.Settings with { Path = made.Path });
        Writer.Put(Btc15, Page(Btc15, 3_000, 10));
        Foreign.Execute("UPDATE commits SET runs = 'x' WHERE number = (SELECT max(number) FROM commits)");
        using var live = Database.OpenReader();

        var failure = Assert.Throws<SqliteStoreException>(() => BackupComparer.Compare(made.Manifest, SnapshotMark.Of(copied), live, CancellationToken.None));
        Assert.StartsWith("a row of the table commits cannot be read", failure.Message, StringComparison.Ordinal);
    }

    private void Delete(params long[] times) =>
        Writer.Delete(new WriterProtocol.DeleteCandles(WriteId.New(), RunId.New(), Btc15, [.. times], TimeSpan.MaxValue));

    [Fact]
    public void The_copy_is_given_up_when_the_WAL_grows_to_its_limit_and_leaves_nothing()
    {
        Fill();
        var (to, looks) = (Path.Combine(Database.Directory, "copy.db"), 0);

        Assert.Contains("much was written", Refused(BackupFailure.Postponed, () =>
            SnapshotCopy.Make(Database.Settings, to, () => looks++ == 0 ? 0 : SnapshotCopy.MostWalBytes, CancellationToken.None)), StringComparison.Ordinal);

        // A file that was that large before has room: SQLite uses it again from its beginning.
        File.Delete(to);
        SnapshotCopy.Make(Database.Settings, to, () => SnapshotCopy.MostWalBytes, CancellationToken.None);
        Assert.True(File.Exists(to));
    }

    [Fact]
    public void A_cancelled_run_leaves_nothing()
    {
        Fill();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => Make(cancelled.Token));
        Assert.Empty(Directory.GetFiles(Backups));
    }

    [Fact]
    public void The_partial_files_of_ended_processes_are_deleted_and_those_of_running_ones_stay()
    {
        Directory.CreateDirectory(Backups);
        string[] dead = [.. ((string[])["", "-journal", "-wal", "-shm"]).Select(suffix => Path.Combine(Backups, $"candles-20260101T030000Z.db.partial-2147483646{suffix}"))];
        string[] kept = [Path.Combine(Backups, "candles-20260101T030000Z.db.partial-1"), Path.Combine(Backups, "other-20260101T030000Z.db.partial-2147483646")];
        foreach (var file in dead.Concat(kept))
            File.WriteAllText(file, "");

        BackupFiles.DeleteLeftoversOf(Backups, Database.Path);

        Assert.Equal(kept.Order(), Directory.GetFiles(Backups).Order());
    }

    [Fact]
    public void Only_scheduled_backups_and_their_manifests_are_pruned()
    {
        Fill();
        var store = new SqliteBackupStore(Database.Settings, Backups, keep: 2, new Readers.ReaderBoard(), new Microsoft.Extensions.Time.Testing.FakeTimeProvider(At) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) });
        Assert.Null(store.FindNewest());
        Directory.CreateDirectory(Backups);
        File.WriteAllText(Path.Combine(Backups, "candles-before-the-move.db"), "");

        var made = Enumerable.Range(0, 4).Select(_ => store.Make(CancellationToken.None).Path).ToList();

        Assert.Equal(["candles-before-the-move.db", .. made[2..].SelectMany(m => BackupManifest.Files(m).Append(m)).Select(Path.GetFileName).Order(StringComparer.Ordinal)],
            Directory.GetFiles(Backups).Select(Path.GetFileName).OrderBy(f => f!.StartsWith("candles-b", StringComparison.Ordinal) ? 0 : 1).ThenBy(f => f, StringComparer.Ordinal));
        Assert.Equal(made[3], store.FindNewest()?.Path);

        // A file without a sound manifest is not a proved backup.
        File.Delete(Assert.Single(BackupManifest.Files(made[3])));
        Assert.Equal(made[2], store.FindNewest()?.Path);
    }

    internal static string Refused(BackupFailure reason, Action work)
    {
        var refused = Assert.Throws<BackupException>(work);
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }

    internal static List<string> Rows(CryptoFlow.Testing.ForeignConnection file) => ((int[])[15, 60])
        .SelectMany(interval => file.Query($"SELECT * FROM candles_{interval} ORDER BY symbol, time", r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(r.GetValue))))
        .ToList();

    private void Fill()
    {
        for (var first = 0; first < 3_000; first += 1_000)
            Writer.Put(Btc15, Page(Btc15, first, 1_000, 100 + first));
        Writer.Put(Eth15, Page(Eth15, 0, 200));
        Writer.Put(Btc60, Page(Btc60, 0, 100));
    }

    private ProvedBackup Make(CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(Backups);
        return BackupMaker.Make(Database.Settings, BackupFiles.NameFor(Backups, Database.Path, At), TimeProvider.System, cancellation: cancellation);
    }
}
