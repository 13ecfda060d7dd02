using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Testing;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring.Alerts;

public sealed class AlertActorTests() : TestKit(ActorTestSettings.Patient)
{
    private static readonly AlertRule Failing =
        new("failing", AlertSeverity.Error, h => h.Writer.Failure is null ? 0 : 1, 0, 0, (_, h) => $"It fails: {h.Writer.Failure}") { RaiseAfter = TimeSpan.FromSeconds(1) };

    private static readonly AlertRule Deep = new("deep", AlertSeverity.Warning, h => h.Writer.QueueDepth, 10, 10, (n, _) => $"{n} wait.");

    private static readonly SystemHealth Wrong = Well with { At = 1000, Writer = Well.Writer with { Failure = "disk full", QueueDepth = 11 } };

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<AlertActor> _logger = new();

    private MonitorBoard Board { get; } = new();

    private IActorRef _subject = ActorRefs.Nobody;

    [Fact]
    public async Task An_alert_is_reported_once_when_it_is_raised_and_once_when_it_is_cleared()
    {
        Start(Failing, Deep);

        Look(Wrong);
        Look(Wrong);
        Assert.Equal("deep", (await ExpectMsgAsync<AlertRaised>()).Alert.Name);
        _time.Advance(TimeSpan.FromSeconds(1));
        Look(Wrong with { At = 2000 });
        Assert.Equal("It fails: disk full", (await ExpectMsgAsync<AlertRaised>()).Alert.Sentence);
        Assert.Equal(["deep", "failing"], Board.Alerts.Select(a => a.Name));

        Look(Well with { At = 5000 });
        Assert.Equal(["failing", "deep"], [(await ExpectMsgAsync<AlertCleared>()).Alert.Name, (await ExpectMsgAsync<AlertCleared>()).Alert.Name]);
        Assert.Empty(Board.Alerts);
        Assert.Equal(
            ["Alert deep: 11 wait.", "Alert failing: It fails: disk full", "Alert failing is over, after 3 s", "Alert deep is over, after 4 s"],
            _logger.Lines.Select(l => l.Text));
    }

    [Fact]
    public async Task No_alert_stays_active_after_the_alert_actor_has_stopped()
    {
        Start(Deep);
        Look(Wrong);
        await Poll.UntilAsync(() => Board.Alerts.Count, n => n == 1);
        await _subject.GracefulStop(HangGuard.Limit);
        Assert.Empty(Board.Alerts);
    }

    /// <summary>Starts the alerts. A probe receives the messages for the webhook.</summary>
    private void Start(params AlertRule[] rules)
    {
        var test = TestActor;
        _subject = Sys.ActorOf(AlertActor.Props(rules, Board, Props.Create(() => new Webhook(test)), _time, _logger));
    }

    private void Look(SystemHealth health) => _subject.Tell(health);

    private sealed class Webhook : ReceiveActor
    {
        public Webhook(IActorRef test) => ReceiveAny(test.Tell);
    }
}
