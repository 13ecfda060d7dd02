using System.Globalization;

namespace CryptoFlow.Backups;

/// <summary>When backups are due, also on the nights of a clock change.</summary>
public sealed class BackupScheduleTests
{
    [Fact]
    public void Without_a_schedule_there_is_none() => Assert.Null(BackupSchedule.From(new BackupOptions { Schedule = " " }));

    [Theory]
    [InlineData("0 25 * * *", "UTC", "CryptoFlow:Backup:Schedule is '0 25 * * *'; it must be a cron expression of five fields (minute, hour, day, month, weekday), such as 0 3 * * *.")]
    [InlineData("0 3 31 2 *", "UTC", "CryptoFlow:Backup:Schedule is '0 3 31 2 *', a time that never comes.")]
    [InlineData("0 3 * * *", "Europe/Nowhere", "CryptoFlow:Backup:TimeZone is 'Europe/Nowhere'; it must be a time zone of this machine, such as UTC or Europe/Berlin.")]
    public void A_wrong_value_names_its_key(string schedule, string zone, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<FormatException>(() => Schedule(schedule, zone)).Message);

    [Theory]
    [InlineData("30 2 * * *", "UTC", "2026-03-29T01:00Z", "2026-03-29T02:30Z 2026-03-30T02:30Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T01:00Z 2026-03-30T00:30Z")] // Spring: 02:30 does not exist, 03:00 does.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T00:30Z 2026-10-26T01:30Z")] // Autumn: 02:30 comes twice, the run once.
    [InlineData("0 3 * * 1", "UTC", "2026-01-01T00:00Z", "2026-01-05T03:00Z 2026-01-12T03:00Z")]
    public void The_schedule_gives_one_time_after_the_other(string schedule, string zone, string from, string expected)
    {
        var at = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture);
        foreach (var time in expected.Split(' '))
        {
            at = Schedule(schedule, zone).Next(at);
            Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), at);
        }
    }

    [Theory]
    [InlineData("0 3 * * *", 36 * 60)]
    [InlineData("*/5 * * * *", 15)] // Ten minutes at the least.
    [InlineData("0 3 * * 1-5", 72 * 60 * 3 / 2)] // From Friday to Monday.
    public void A_backup_is_too_old_after_the_longest_gap_and_half_of_it(string schedule, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Schedule(schedule, "UTC").TooOld(DateTimeOffset.UnixEpoch));

    private static BackupSchedule Schedule(string cron, string zone) => BackupSchedule.From(new BackupOptions { Schedule = cron, TimeZone = zone })!;
}
