using System.Collections.Immutable;
using CryptoFlow.Backups;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Funding;
using CryptoFlow.Collectors.Sweep;
using CryptoFlow.Membership;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Retention;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Live;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>
/// One row for each rule: a snapshot that does not raise it yet, a snapshot that raises it, its sentence, a snapshot that clears it, and both delays.
/// </summary>
public sealed class AlertRulesTests
{
    private const long Mb = 1024 * 1024;

    private static readonly IReadOnlyList<AlertRule> Rules = AlertRules.For(new AlertOptions());

    private static readonly ImmutableArray<Row> Rows =
    [
        new("writer_cannot_write", Well, Failing("disk I/O error"), 0, "The database cannot be written: disk I/O error", Well, 5),
        new("database_not_open", Well, Well with { Writer = Well.Writer with { Open = false } }, 10, "has not opened", Well, 0),
        new("lock_timeouts", WasRefused(5, LockWaitBook.Monitor), WasRefused(2), 0, "Waits for a lock timed out (2 within a minute)", WasRefused(2), 120),
        new("lock_wait_long", Peaks(lockMs: 1000), Peaks(lockMs: 1001), 0, "took 1.0 s", Peaks(lockMs: 200), 60),
        new("writer_queue_slow", Peaks(queueMs: 2000), Peaks(queueMs: 2500), 0, "A message waited 2.5 s", Peaks(queueMs: 500), 30),
        new("wal_large", Wal(64 * Mb), Wal((64 * Mb) + 1), 10, "The WAL file has 64 MB", Wal(64 * Mb), 10),
        new("wal_pinned", Pinned(30, 8 * Mb), Pinned(31, 8 * Mb), 0, "The WAL (8 MB) cannot be emptied: python3 (process 47) has held one snapshot of the database for 31 s.", Pinned(31, (8 * Mb) - 1), 5),
        new("readers_refuse", Reads(refused: 10), Reads(refused: 11), 0, "Queries were refused (11 within", Reads(refused: 11), 60),
        new("query_deadline_missed", Reads(expired: 5), Reads(expired: 6), 0, "Queries missed their deadline (6 within", Reads(expired: 6), 60),
        new("queries_fail", Reads(), Reads(failed: 1), 0, "Queries failed on the database file (1 within", Reads(failed: 1), 60),
        new("disk_low", Disk(1024 * Mb), Disk((1024 * Mb) - 1), 10, "1024 MB are left", Disk(1127 * Mb), 10),
        new("descriptors_low", Descriptors(850), Descriptors(851), 0, "85 % of this process's file descriptors are in use (851 of 1000)", Descriptors(800), 30),
        new("binance_silent", Collects(Exchange.Bybit, CollectorPhase.Waiting), Collects(Exchange.Binance, CollectorPhase.Waiting), 300, "Binance has not answered for 5 minutes: 503", Well, 30),
        new("bybit_silent", Collects(Exchange.Bybit, CollectorPhase.Starting), Collects(Exchange.Bybit, CollectorPhase.Waiting), 300, "Bybit", Well, 30),
        new("bitget_silent", Paused(0), Paused(1), 300, "Bitget has not answered for 5 minutes: banned", Paused(0), 30),
        new("series_behind", Lag(2), Lag(9), 120, "Behind the exchange (1 series): BINANCE:BTCUSDT 15m (9 candles).", Lag(0), 60),
        new("funding_behind", Funding(minutesLate: 11), Funding(minutesLate: 12), 120, "Funding rates are missing (1 contracts): Binance: a settlement of BTCUSDT was due at", Funding(minutesLate: 0), 60),
        new("paper_parity_broken", Parity(0), Parity(2), 0, "Recorded paper trades differ from what the stored candles give (2): The trade of then", Parity(0), 0),
        new("backup_not_proved", Backup(BackupVerdict.Failed), Backup(BackupVerdict.Differs), 0, "The last backup was not proved: why", Backup(BackupVerdict.Proved), 0),
        new("backup_overdue", Backup(BackupVerdict.Proved, hours: 36), Backup(BackupVerdict.Postponed, hours: 37), 60, "The last proved backup is 37 hours old, more than 36 hours. why", Backup(BackupVerdict.Proved), 0),
        new("retention_stuck", Retains(hours: 6), Retains(hours: 7), 0, "Retention has removed no candle and finished no run for 7.0 hours; the file keeps old candles: Busy: locked", Retains(hours: 0), 0),
        new("candles_impossible", Found(0, 5), Found(2, 0), 0, "2 stored rows of Binance cannot be candles, such as BINANCE:BTCUSDT 15m at then: off the grid. The command verify --repair", Found(0, 5), 0),
        new("member_unreachable", Node(leads: true), Node(leads: true, unreachable: true), 5, "akka.tcp://cryptoflow@10.0.0.6:8110 [web] cannot be reached.", Node(leads: true), 60),
        new("certificate_ends", Certificate(days: 14), Certificate(days: 13.5), 0, "The certificate of akka.tcp://cryptoflow@10.0.0.5:8110 ends at 1970-01-14 12:00 UTC.", Certificate(days: 365), 0),
        new("gaps_stuck", Gaps(0), Gaps(3), (6 * 3600) + 0.5, "Open gaps (3) have not become fewer for 6.0 hours.", Gaps(2), 0),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(r => r.Name)];

    [Fact]
    public void Every_rule_has_a_test_row_and_a_unique_name() => Assert.Equal(Rules.Select(r => r.Name).Order(), Rows.Select(r => r.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_rule_is_raised_and_cleared_as_its_row_says(string name)
    {
        var row = Rows.Single(r => r.Name == name);
        var (raiseAfter, clearAfter) = (TimeSpan.FromSeconds(row.RaiseAfter), TimeSpan.FromSeconds(row.ClearAfter));
        var rule = Rules.Single(r => r.Name == name);
        Assert.Empty(new AlertRun(rule).See(Well).See(row.NotYet, raiseAfter + TimeSpan.FromMinutes(3)).Events);

        var run = new AlertRun(rule).See(Well, TimeSpan.FromSeconds(1));
        var wrongFrom = run.Now;
        run.See(row.Wrong, raiseAfter);
        var (raisedAt, raised) = Assert.Single(run.Events);
        Assert.Equal(wrongFrom + raiseAfter, raisedAt);
        Assert.Equal(rule.Severity, raised.Alert.Severity);
        Assert.Contains(row.Sentence, Assert.IsType<AlertRaised>(raised).Alert.Sentence, StringComparison.Ordinal);

        var rightFrom = run.Now;
        run.See(row.Right, clearAfter + TimeSpan.FromMinutes(3));
        Assert.Equal(2, run.Events.Count);
        Assert.IsType<AlertCleared>(run.Events[1].Event);
        Assert.InRange(run.Events[1].At - rightFrom, clearAfter - AlertRun.Step, clearAfter);
    }

    [Fact]
    public void No_rule_is_raised_when_all_is_well_whatever_the_time() =>
        Assert.All(Rules, rule => Assert.Empty(new AlertRun(rule).See(Well, TimeSpan.FromHours(7)).Events));

    [Fact]
    public void There_is_no_disk_rule_if_the_operator_sets_the_limit_to_0() =>
        Assert.DoesNotContain(AlertRules.For(new AlertOptions { DiskFreeMb = 0 }), r => r.Name == "disk_low");

    [Fact]
    public void A_disk_whose_free_space_is_unknown_raises_no_alert() =>
        Assert.Empty(new AlertRun(Rules.Single(r => r.Name == "disk_low")).See(Well with { File = FileHealth.Unknown }, TimeSpan.FromMinutes(1)).Events);

    [Fact]
    public void An_alert_of_the_storage_is_raised_by_the_writer_s_node_alone()
    {
        var rule = Rules.Single(r => r.Name == "writer_cannot_write");
        Assert.Empty(new AlertRun(rule).See(Failing("disk full") with { Storage = StorageSource.On(Other) }, TimeSpan.FromMinutes(1)).Events);
        Assert.Empty(new AlertRun(rule).See(Failing("disk full") with { Storage = StorageSource.Unknown }, TimeSpan.FromMinutes(1)).Events);
    }

    [Fact]
    public void A_member_is_called_unreachable_by_the_leader_alone_also_when_the_member_is_the_writer_s_node()
    {
        var rule = Rules.Single(r => r.Name == "member_unreachable");
        Assert.Empty(new AlertRun(rule).See(Node(leads: false, unreachable: true), TimeSpan.FromMinutes(1)).Events);
        Assert.Single(new AlertRun(rule).See(Node(leads: true, unreachable: true) with { Storage = StorageSource.On(Other) }, TimeSpan.FromMinutes(1)).Events);
    }

    [Theory]
    [InlineData("certificate_ends")]
    [InlineData("descriptors_low")]
    public void An_alert_of_one_node_is_raised_by_that_node_wherever_the_writer_is(string name)
    {
        var wrong = Certificate(days: 1) with { Storage = StorageSource.On(Other), Descriptors = new DescriptorHealth(900, 1000) };
        Assert.Single(new AlertRun(Rules.Single(r => r.Name == name)).See(wrong with { Node = wrong.Node! with { Leader = Other } }, TimeSpan.FromMinutes(1)).Events);
    }

    /// <summary>Otherwise the alert would stay active on this node, which does not notice the end of the problem.</summary>
    [Fact]
    public void An_alert_is_cleared_at_once_when_another_node_raises_it_from_now_on()
    {
        var run = new AlertRun(Rules.Single(r => r.Name == "writer_cannot_write")).See(Failing("disk full")).See(Failing("disk full") with { Storage = StorageSource.On(Other) });
        Assert.IsType<AlertCleared>(run.Events[1].Event);
        Assert.Null(run.Active);
    }

    [Fact]
    public void The_sentence_on_an_ended_certificate_says_what_still_works() => Assert.Equal(
        "The certificate of akka.tcp://cryptoflow@10.0.0.5:8110 ended at 1969-12-31 12:00 UTC: its connections stay, the other nodes refuse new connections from this node. Give it a new certificate and start it again.",
        NodeRules.CertificateOf(Certificate(days: -0.5)));

    private const string Other = "akka.tcp://cryptoflow@10.0.0.6:8110";

    private static SystemHealth Node(bool leads, bool unreachable = false)
    {
        const string Self = "akka.tcp://cryptoflow@10.0.0.5:8110";
        return Well with { Node = new NodeView(Self, ["db"], leads ? Self : Other, [new ClusterMember(Self, ["db"], "up", true, "1"), new ClusterMember(Other, ["web"], "up", !unreachable, "1")], null) };
    }

    private static SystemHealth Certificate(double days) =>
        Node(leads: true) with { Node = Node(leads: true).Node! with { CertificateEndsAt = Well.At + (long)TimeSpan.FromDays(days).TotalMilliseconds } };

    private static SystemHealth Failing(string failure) => Well with { Writer = Well.Writer with { Failure = failure } };

    private static SystemHealth WasRefused(long times, string connection = LockWaitBook.Writer) => Well with { LockWaits = Well.LockWaits.Add(connection, LockWaitHealth.None with { Waits = times, Busy = times }) };

    private static SystemHealth Peaks(int lockMs = 0, int queueMs = 0) =>
        Well with { Recent = new RecentPeaks(TimeSpan.FromMilliseconds(lockMs), TimeSpan.FromMilliseconds(queueMs)) };

    private static SystemHealth Wal(long bytes) => Well with { Wal = Well.Wal with { FileBytes = bytes } };

    private static SystemHealth Pinned(int seconds, long bytes) =>
        Well with { Wal = Well.Wal with { FileBytes = bytes, PinnedBy = new LockHolder("python3 (process 47)", TimeSpan.FromSeconds(seconds), 47) } };

    private static SystemHealth Reads(long refused = 0, long expired = 0, long failed = 0) =>
        Well with { Readers = Well.Readers with { Refused = refused, Expired = expired, Failed = failed } };

    private static SystemHealth Disk(long free) => Well with { File = new FileHealth(1, free) };

    private static SystemHealth Descriptors(int open) => Well with { Descriptors = new DescriptorHealth(open, 1000) };

    private static SystemHealth Collects(Exchange exchange, CollectorPhase phase) =>
        Well with { Collectors = [Collector with { Exchange = exchange, Phase = phase, Detail = "503" }] };

    private static SystemHealth Paused(long untilMs) =>
        Well with { Collectors = [Collector with { Exchange = Exchange.Bitget, PausedUntil = Well.At + untilMs, Detail = "banned" }] };

    private static SystemHealth Lag(long candles) => Series(candles, 0);

    private static SystemHealth Gaps(int open) => Series(0, open);

    private static SystemHealth Parity(int differences) => Well with
    {
        Traders =
        [
            new TraderSnapshot(
                new TraderKey("NO_ML", TestCandles.Btc15.Instrument, "{}"), "", TraderPhase.Following, null, 1, 2, 3, null, Account.Start(1), [], [],
                new ParityResult(1, 2, 3, differences, "The trade of then")),
        ],
    };

    private static SystemHealth Backup(BackupVerdict verdict, int hours = 1) => Well with
    {
        Backup = new BackupStatus(TimeSpan.FromHours(36), 0) { ProvedAt = Well.At - (hours * 3_600_000L), Verdict = verdict, Failure = "why" },
    };

    private static SystemHealth Retains(int hours) => Well with
    {
        Retention = new RetentionStatus(RetentionRules.None, Well.At - (hours * 3_600_000L)) { Failure = "Busy: locked" },
    };

    private static SystemHealth Funding(int minutesLate) => Well with
    {
        Collectors = [Collector with { Funding = new FundingState([new ContractFunding("BTCUSDT", null, null, Well.At - (minutesLate * 60_000), null, null, null, null)], 1, 0) }],
    };

    private static SystemHealth Found(int faults, int contradictions) => Well with
    {
        Collectors =
        [
            Collector with
            {
                Sweep = new SweepState(TimeSpan.FromHours(24), 0, 1, 0, ImmutableDictionary<SeriesKey, SeriesVerification>.Empty)
                {
                    Found = new FindingTotals(faults, 3, contradictions, "BINANCE:BTCUSDT 15m at then: off the grid"),
                },
            },
        ],
    };

    private static SystemHealth Series(long lag, int gaps) =>
        Well with { Series = [new SeriesHealth(new SeriesStats(TestCandles.Btc15, 1, 0, 0, 1), Collected: true, lag, gaps, 7, Behind: lag > 2)] };

    /// <param name="Name">Name of the rule.</param>
    /// <param name="NotYet">A snapshot that never raises the rule, however long it lasts.</param>
    /// <param name="Wrong">A snapshot that raises the rule.</param>
    /// <param name="RaiseAfter">The rule is raised after exactly this time, s.</param>
    /// <param name="Sentence">Part of the rule's sentence.</param>
    /// <param name="Right">A snapshot that clears the rule.</param>
    /// <param name="ClearAfter">The rule is cleared after exactly this time, s.</param>
    private sealed record Row(string Name, SystemHealth NotYet, SystemHealth Wrong, double RaiseAfter, string Sentence, SystemHealth Right, int ClearAfter);
}
