using System.Net.Http.Headers;
using Akka.Actor;
using CryptoFlow.Logging;
using CryptoFlow.Outgoing;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>
/// Posts alert events to the webhook, one at a time and in order. Repeats a failed post with growing pauses, and gives up after the last try. The queue is
/// bounded: a new event drops the oldest. Never blocks. When the actor stops, it cancels the running post.
/// </summary>
internal sealed class AlertWebhookActor : ReceiveActor, IWithTimers
{
    private readonly WebhookSettings _settings;
    private readonly WebhookCounts _counts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RepeatedWarning _failures;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stopping = new();
    private readonly LinkedList<byte[]> _waiting = [];
    private byte[]? _post;
    private int _tries;

    public AlertWebhookActor(WebhookSettings settings, WebhookCounts counts, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _counts = counts;
        _time = time;
        _logger = logger;
        _failures = new RepeatedWarning(time, TimeSpan.FromSeconds(30));
        _http = new HttpClient(OutgoingHttp.ProxiedHandler(new OutgoingConnector(time, logger) { ConnectTimeout = settings.ConnectTimeout }))
        {
            Timeout = Timeout.InfiniteTimeSpan, // PostAsync times out, by the injected clock.
        };
        Receive<AlertEvent>(OnAlert);
        Receive<Tried>(OnTried);
        Receive<TryDue>(_ => Try());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(WebhookSettings settings, WebhookCounts counts, TimeProvider time, ILogger logger) =>
        Akka.Actor.Props.Create(() => new AlertWebhookActor(settings, counts, time, logger));

    protected override void PostStop()
    {
        _stopping.Cancel();
        _http.Dispose();
    }

    private void OnAlert(AlertEvent happened)
    {
        _waiting.AddLast(AlertPost.ToJson(happened, _settings.Node));
        if (_post is null)
        {
            Begin();
        }
        else if (_waiting.Count > _settings.QueueLimit)
        {
            _waiting.RemoveFirst();
            _counts.CountDropped();
            Warn("too many posts wait for it, the oldest was dropped");
        }
    }

    private void Begin()
    {
        _post = _waiting.First?.Value;
        if (_post is null)
            return;
        _waiting.RemoveFirst();
        _tries = 0;
        Try();
    }

    private void Try()
    {
        _tries++;
        PostAsync(_post!).PipeTo(Self, failure: unforeseen => new Tried(unforeseen.Message));
    }

    private async Task<Tried> PostAsync(byte[] json)
    {
        using var timeout = new CancellationTokenSource(_settings.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        try
        {
            using var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url) { Content = content };
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return new Tried(answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}");
        }
        catch (OperationCanceledException)
        {
            return new Tried($"no answer within {_settings.Timeout.TotalSeconds:0} s");
        }
    }

    private void OnTried(Tried tried)
    {
        if (tried.Failure is null)
        {
            _counts.CountDelivered();
            Begin();
        }
        else if (_tries < _settings.Tries)
        {
            Timers.StartSingleTimer(nameof(TryDue), TryDue.Instance, _settings.PauseAfter(_tries));
        }
        else
        {
            _counts.CountGivenUp();
            Warn($"{tried.Failure}; given up after {_tries} tries");
            Begin();
        }
    }

    private void Warn(string failure)
    {
        if (_failures.ShouldLog(out var suppressed))
            _logger.WebhookFailing(failure, suppressed);
    }

    private sealed record Tried(string? Failure);

    private sealed record TryDue
    {
        public static readonly TryDue Instance = new();
    }
}
