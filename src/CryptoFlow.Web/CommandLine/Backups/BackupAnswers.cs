using CryptoFlow.Storage.Backups;

namespace CryptoFlow.Web.CommandLine.Backups;

/// <summary>The output of <c>backup --json</c>; durations in seconds, <c>At</c> in ms UTC.</summary>
internal sealed record BackupAnswer(
    string File, long At, long Bytes, string Sha256, long Candles, int Series, int Months, int EqualMonths, int ChangedSince, double? SnapshotSeconds, double? Seconds)
{
    public static BackupAnswer Of(ProvedBackup made) =>
        Of(made.Path, made.Manifest) with { SnapshotSeconds = Math.Round(made.SnapshotTime.TotalSeconds, 3), Seconds = Math.Round(made.Time.TotalSeconds, 3) };

    public static BackupAnswer Of(string path, BackupManifest manifest) => new(
        path,
        manifest.At,
        manifest.Bytes,
        manifest.Sha256,
        manifest.Candles,
        manifest.Series.Length,
        manifest.Series.Sum(s => s.Months.Length),
        manifest.Compared.Equal,
        manifest.Compared.ChangedSince,
        null,
        null);
}

/// <summary>The output of <c>restore --json</c>.</summary>
internal sealed record RestoreAnswer(string File, string Database, bool Restored, string? KeptAs, long Candles, int Series, long SchemaVersion)
{
    public static RestoreAnswer Of(RestoreOutcome outcome) => new(
        outcome.Backup, outcome.Database, outcome.Restored, outcome.KeptAs, outcome.Contents.Candles, outcome.Contents.Series.Length, outcome.Contents.SchemaVersion);
}
