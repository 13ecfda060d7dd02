using Cronos;

namespace CryptoFlow.Backups;

/// <summary>When backups are due. Immutable and pure.</summary>
/// <remarks>
/// The next time is computed from the last planned time and not from now. Otherwise a run that begins a little early would be planned twice. A schedule without any
/// time, such as 31 February, is refused as a wrong configuration.
/// </remarks>
public sealed class BackupSchedule
{
    /// <summary>Number of planned times among which the longest gap is searched: a month of a daily schedule.</summary>
    private const int Occurrences = 32;

    private static readonly TimeSpan LeastGrace = TimeSpan.FromMinutes(10);

    private readonly CronExpression _cron;
    private readonly TimeZoneInfo _zone;

    private BackupSchedule(CronExpression cron, TimeZoneInfo zone) => (_cron, _zone) = (cron, zone);

    /// <summary>The schedule of the options; null if there is none.</summary>
    /// <exception cref="FormatException">A value is wrong; the message is a sentence that names the key.</exception>
    public static BackupSchedule? From(BackupOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Schedule))
            return null;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone ?? "", out var zone))
            throw new FormatException($"CryptoFlow:Backup:TimeZone is '{options.TimeZone}'; it must be a time zone of this machine, such as UTC or Europe/Berlin.");
        if (!CronExpression.TryParse(options.Schedule.Trim(), CronFormat.Standard, out var cron))
            throw new FormatException($"CryptoFlow:Backup:Schedule is '{options.Schedule}'; it must be a cron expression of five fields (minute, hour, day, month, weekday), such as 0 3 * * *.");
        var schedule = new BackupSchedule(cron, zone);
        return schedule.TryNext(DateTimeOffset.UnixEpoch) is null
            ? throw new FormatException($"CryptoFlow:Backup:Schedule is '{options.Schedule}', a time that never comes.")
            : schedule;
    }

    /// <summary>The first time after another; for <paramref name="after"/> the last planned time, at the start the present.</summary>
    public DateTimeOffset Next(DateTimeOffset after) => TryNext(after) ?? DateTimeOffset.MaxValue;

    /// <summary>
    /// The age from which the last proved backup is too old: the longest gap between two planned times, plus a grace for a long run or further tries. The grace is
    /// half of the gap, at least 10 minutes.
    /// </summary>
    /// <param name="now">The present.</param>
    public TimeSpan TooOld(DateTimeOffset now)
    {
        var gap = LongestGap(now);
        var grace = gap / 2;
        return gap + (grace < LeastGrace ? LeastGrace : grace);
    }

    /// <summary>The longest gap between two of the next planned times.</summary>
    public TimeSpan LongestGap(DateTimeOffset now)
    {
        var (longest, at) = (TimeSpan.Zero, Next(now));
        for (var i = 0; i < Occurrences && TryNext(at) is { } next; i++)
        {
            longest = next - at > longest ? next - at : longest;
            at = next;
        }

        return longest;
    }

    private DateTimeOffset? TryNext(DateTimeOffset after) => _cron.GetNextOccurrence(after, _zone, inclusive: false);
}
