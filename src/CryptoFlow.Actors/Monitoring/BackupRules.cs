using CryptoFlow.Backups;

namespace CryptoFlow.Monitoring;

/// <summary>The rules by which the scheduled backups degrade the health. Pure.</summary>
internal static class BackupRules
{
    /// <summary>A postponed run is not a finding, because it is tried again. If all tries fail, the age of the last backup becomes a finding.</summary>
    public static IEnumerable<HealthFinding> Evaluate(SystemHealth health)
    {
        if (health.Backup is not { } backup)
            yield break;
        if (backup.Verdict == BackupVerdict.Differs)
            yield return Finding($"The last backup was not proved: {backup.Failure}");
        else if (backup.Verdict == BackupVerdict.Failed)
            yield return Finding($"The last backup failed: {backup.Failure}");
        if (backup.IsOverdueAt(health.At))
            yield return Finding(Overdue(backup, health.At));
    }

    /// <summary>The sentence about a backup that is too old.</summary>
    public static string Overdue(BackupStatus backup, long now) => backup.AgeAt(now) is { } age
        ? $"The last proved backup is {Text(age)} old, more than {Text(backup.TooOld)}."
        : $"No proved backup was made for {Text(TimeSpan.FromMilliseconds(now - backup.Since))}, since the start of the program.";

    private static string Text(TimeSpan time) => time.TotalHours >= 48 ? $"{time.TotalDays:0} days" : time.TotalMinutes >= 120 ? $"{time.TotalHours:0} hours" : $"{time.TotalMinutes:0} minutes";

    private static HealthFinding Finding(string reason) => new(HealthRules.BackupComponent, HealthStatus.Degraded, reason);
}
