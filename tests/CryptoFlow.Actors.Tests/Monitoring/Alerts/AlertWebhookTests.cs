using System.Text.Json;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using CryptoFlow.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Posts alerts to a real listener that accepts them, fails, or hangs.</summary>
public sealed class AlertWebhookTests() : TestKit(ActorTestSettings.Patient), IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly WebhookCounts _counts = new();
    private readonly RecordingLogger<AlertActor> _logger = new();
    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public Task DisposeAsync() => _receiver.DisposeAsync().AsTask();

    [Fact]
    public async Task Raised_and_cleared_alerts_are_posted_in_order_and_in_the_documented_format()
    {
        var webhook = Start();
        var alert = Alert("wal_large") with { Since = 1_700_000_000_000, Value = 65.5 };
        webhook.Tell(new AlertRaised(alert));
        webhook.Tell(new AlertCleared(alert, 1_700_000_060_000));
        await Poll.UntilAsync(() => _counts.Delivered, delivered => delivered == 2);
        Assert.Equal(
            [
                """{"source":"cryptoflow","event":"raised","name":"wal_large","severity":"error","sentence":"Sentence.","value":65.5,"since":1700000000000,"at":1700000000000}""",
                """{"source":"cryptoflow","event":"cleared","name":"wal_large","severity":"error","sentence":"Sentence.","value":65.5,"since":1700000000000,"at":1700000060000}""",
            ],
            _receiver.Got);
    }

    [Fact]
    public async Task A_node_of_a_cluster_says_which_node_it_is()
    {
        var settings = WebhookSettings.From(new AlertOptions { WebhookUrl = _receiver.Url.ToString() }, node: "akka.tcp://cryptoflow@10.0.0.5:8110")!;
        Sys.ActorOf(AlertWebhookActor.Props(settings, _counts, _time, _logger)).Tell(new AlertRaised(Alert("certificate_ends")));
        await Poll.UntilAsync(() => _counts.Delivered, delivered => delivered == 1);
        Assert.EndsWith(""","at":0,"node":"akka.tcp://cryptoflow@10.0.0.5:8110"}""", Assert.Single(_receiver.Got), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raised_alert_reaches_the_webhook()
    {
        var rule = new AlertRule("deep", AlertSeverity.Warning, h => h.Writer.QueueDepth, 10, 10, (n, _) => $"{n} wait.");
        var webhook = AlertWebhookActor.Props(new WebhookSettings(_receiver.Url), _counts, _time, _logger);
        var alerts = Sys.ActorOf(AlertActor.Props([rule], new MonitorBoard(), webhook, _time, _logger));

        alerts.Tell(TestHealth.Well with { Writer = TestHealth.Well.Writer with { QueueDepth = 11 } });
        await Poll.UntilAsync(() => _counts.Delivered, n => n == 1);
        Assert.Equal(["deep"], NamesGot());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task A_failed_post_is_tried_again_before_the_next_one(int status)
    {
        _receiver.Answer = n => n <= 2 ? status : 200;
        var webhook = Start();
        webhook.Tell(new AlertRaised(Alert("first")));
        webhook.Tell(new AlertRaised(Alert("second")));
        await Poll.UntilAsync(() => _counts.Delivered, delivered => delivered == 2);
        Assert.Equal(["first", "first", "first", "second"], NamesGot());
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task A_post_is_given_up_after_the_last_try_and_the_warning_does_not_repeat_and_does_not_contain_the_address()
    {
        _receiver.Answer = n => n <= 6 ? 503 : 200;
        var webhook = Start(s => s with { Tries = 3 });
        foreach (var name in (string[])["first", "second", "third"])
            webhook.Tell(new AlertRaised(Alert(name)));
        await Poll.UntilAsync(() => (_counts.GivenUp, _counts.Delivered), counts => counts == (2, 1));
        Assert.Equal(["first", "first", "first", "second", "second", "second", "third"], NamesGot());
        var (number, text) = Assert.Single(_logger.Lines);
        Assert.Equal(4012, number);
        Assert.Contains("it answered 503; given up after 3 tries", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_is_retried_and_given_up_like_any_failure()
    {
        await _receiver.DisposeAsync();
        Start(s => s with { Tries = 2 }).Tell(new AlertRaised(Alert("lost")));
        await Poll.UntilAsync(() => _counts.GivenUp, n => n == 1);
    }

    [Fact]
    public async Task A_post_to_a_listener_that_hangs_times_out_and_the_queue_stays_bounded()
    {
        _receiver.Answer = n => n == 1 ? null : 200;
        var webhook = Start(s => s with { QueueLimit = 3 });
        webhook.Tell(new AlertRaised(Alert("hangs")));
        await Poll.UntilAsync(() => _receiver.Got.Count, n => n == 1);
        for (var i = 1; i <= 5; i++)
            webhook.Tell(new AlertRaised(Alert($"{i}")));
        await Poll.UntilAsync(() => _counts.Dropped, n => n == 2);
        Assert.Single(_receiver.Got);

        _time.Advance(new WebhookSettings(_receiver.Url).Timeout);
        await Poll.UntilAsync(() => _counts.Delivered, n => n == 4);
        Assert.Equal(["hangs", "hangs", "3", "4", "5"], NamesGot());
    }

    [Fact]
    public async Task A_running_post_does_not_delay_the_stop()
    {
        _receiver.Answer = _ => null;
        var webhook = Start();
        webhook.Tell(new AlertRaised(Alert("hangs")));
        await Poll.UntilAsync(() => _receiver.Got.Count, n => n == 1);

        await WatchAsync(webhook);
        Sys.Stop(webhook);
        await ExpectTerminatedAsync(webhook);
        await Poll.UntilAsync(() => _receiver.Aborted, n => n == 1);
    }

    [Fact]
    public void Pauses_double_up_to_a_minute()
    {
        var settings = new WebhookSettings(_receiver.Url);
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(n => (int)settings.PauseAfter(n).TotalSeconds));
    }

    private IActorRef Start(Func<WebhookSettings, WebhookSettings>? change = null)
    {
        var settings = new WebhookSettings(_receiver.Url) { FirstPause = TimeSpan.FromMilliseconds(1) };
        return Sys.ActorOf(AlertWebhookActor.Props(change?.Invoke(settings) ?? settings, _counts, _time, _logger));
    }

    private IEnumerable<string?> NamesGot() => _receiver.Got.Select(body => JsonDocument.Parse(body).RootElement.GetProperty("name").GetString());

    private static ActiveAlert Alert(string name) => new(name, AlertSeverity.Error, 0, "Sentence.", 1);
}
