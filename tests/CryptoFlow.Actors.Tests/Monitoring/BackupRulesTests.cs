using CryptoFlow.Backups;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring;

/// <summary>When scheduled backups are a reason in health.</summary>
public sealed class BackupRulesTests
{
    private const long Hour = 3_600_000;

    private static readonly BackupStatus Daily = new(TimeSpan.FromHours(36), Since: -100 * Hour);

    [Fact]
    public void Without_a_schedule_there_is_no_component()
    {
        Assert.DoesNotContain(Judge(null).Components, c => c.Name == HealthRules.BackupComponent);
        Assert.Contains(Judge(Daily with { ProvedAt = -Hour }).Components, c => c is { Name: HealthRules.BackupComponent, Status: HealthStatus.Ok });
    }

    [Theory]
    [InlineData(36, 0)]
    [InlineData(37, 1)]
    public void The_age_of_the_last_proved_backup_decides_whether_it_is_overdue(int hours, int reasons)
    {
        var found = Judge(Daily with { ProvedAt = -hours * Hour }).Reasons;
        Assert.Equal(reasons, found.Length);
        Assert.All(found, reason => Assert.Equal($"The last proved backup is {hours} hours old, more than 36 hours.", reason));
    }

    [Fact]
    public void A_backup_that_was_never_made_counts_from_the_start_of_the_program() =>
        Assert.Equal("No proved backup was made for 4 days, since the start of the program.", Assert.Single(Judge(Daily).Reasons));

    [Theory]
    [InlineData(BackupVerdict.Differs, "The last backup was not proved: why")]
    [InlineData(BackupVerdict.Failed, "The last backup failed: why")]
    [InlineData(BackupVerdict.Postponed, null)]
    public void A_failed_run_is_a_reason_and_a_postponed_one_is_not(BackupVerdict verdict, string? reason) =>
        Assert.Equal(reason, Judge(Daily with { ProvedAt = -Hour, Verdict = verdict, Failure = "why" }).Reasons.SingleOrDefault());

    private static SystemHealth Judge(BackupStatus? backup) => HealthRules.Judge(Well with { Backup = backup }, new HealthContext(null, null, TimeSpan.FromMinutes(1)));
}
