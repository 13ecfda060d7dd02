using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Backups;

/// <summary>Backups of the database (section <c>CryptoFlow:Backup</c>).</summary>
public sealed class BackupOptions
{
    /// <summary>
    /// When the server makes a backup: a cron expression of five fields, such as <c>0 3 * * *</c>. Without a schedule the server makes no backups.
    /// </summary>
    public string? Schedule { get; set; }

    /// <summary>The time zone of the schedule, such as <c>Europe/Berlin</c>. In the night of a clock change a backup may be made twice, or an hour later.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The directory of the backups, also of those before a migration of the schema. Relative to the working directory or absolute.</summary>
    /// <value>the directory backups beside the database</value>
    public string? Directory { get; set; }

    /// <summary>Number of scheduled backups that are kept. Older backups are deleted.</summary>
    [Range(1, 10_000)]
    public int Keep { get; set; } = 7;

    /// <summary>Whether a start makes a backup before it migrates the schema of a database with candles. If the backup fails, the start is refused.</summary>
    public bool BeforeMigration { get; set; } = true;

    /// <summary>The directory of the backups, absolute.</summary>
    /// <param name="database">The path of the database, absolute.</param>
    public string DirectoryFor(string database) => Path.GetFullPath(
        string.IsNullOrWhiteSpace(Directory) ? Path.Combine(Path.GetDirectoryName(database)!, "backups") : Directory);
}
