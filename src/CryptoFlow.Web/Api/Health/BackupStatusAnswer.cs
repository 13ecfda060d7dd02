using CryptoFlow.Backups;
using CryptoFlow.Monitoring;

namespace CryptoFlow.Web.Api.Health;

/// <summary>The scheduled backups in <c>/api/health</c>: verdict of the last run, and the newest proved backup. Times in ms UTC.</summary>
internal sealed record BackupStatusAnswer(
    string Verdict,
    string? Failure,
    bool Running,
    bool Overdue,
    double? AgeSeconds,
    double OverdueAfterSeconds,
    long? ProvedAt,
    string? File,
    long Bytes,
    long Candles,
    double SnapshotSeconds,
    double DurationSeconds,
    long? NextAt)
{
    public static BackupStatusAnswer? Of(SystemHealth health) => health.Backup is not { } b
        ? null
        : new(
            NameOf(b.Verdict),
            b.Failure,
            b.Running,
            b.IsOverdueAt(health.At),
            b.AgeAt(health.At) is { } age ? Math.Round(age.TotalSeconds) : null,
            b.TooOld.TotalSeconds,
            b.ProvedAt,
            b.Path,
            b.Bytes,
            b.Candles,
            Math.Round(b.SnapshotTime.TotalSeconds, 3),
            Math.Round(b.Time.TotalSeconds, 3),
            b.NextAt);

    private static string NameOf(BackupVerdict verdict) => verdict switch
    {
        BackupVerdict.Proved => "proved",
        BackupVerdict.Postponed => "postponed",
        BackupVerdict.Failed => "failed",
        BackupVerdict.Differs => "differs",
        _ => "none",
    };
}
