using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Sockets;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Api.Health;

/// <summary>
/// Answers health from the monitor's newest snapshot. The age of the snapshot is part of the status. No request goes to the monitor, because in a busy process the
/// request would wait in the monitor's mailbox. The JSON is written once for each snapshot, for any number of clients, and once a second while the monitor is
/// delayed, because the age changes.
/// </summary>
internal sealed class HealthSource
{
    private readonly MonitorBoard _board;
    private readonly CollectionPlan _plan;
    private readonly SocketCounters _sockets;
    private readonly TimeProvider _time;
    private readonly JsonTypeInfo<HealthAnswer> _json;
    private readonly Lock _lock = new();
    private Document? _document;
    private long _written;

    public HealthSource(MonitorBoard board, CollectionPlan plan, SocketCounters sockets, TimeProvider time, IOptions<JsonOptions> json)
    {
        _board = board;
        _plan = plan;
        _sockets = sockets;
        _time = time;
        _json = (JsonTypeInfo<HealthAnswer>)json.Value.SerializerOptions.GetTypeInfo(typeof(HealthAnswer));
    }

    /// <summary>How many times the JSON was written.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>The newest snapshot with a status that includes its age; null before the monitor has started.</summary>
    public SystemHealth? Get() => _board.Newest?.JudgedBy(_time);

    /// <summary>The body of <c>GET /api/health</c>; null before the monitor has started.</summary>
    public Task<PackedBody>? GetDocument()
    {
        Document document;
        var writes = false;
        lock (_lock)
        {
            if (_board.Newest is not { } newest)
                return null;
            var (alerts, age) = (_board.Alerts, (long)newest.AgeBy(_time).TotalSeconds);
            if (_document is null || !_document.Says(newest, alerts, age))
            {
                _document = new Document(newest, alerts, age);
                writes = true;
            }

            document = _document;
        }

        if (writes)
            Write(document);
        return document.Body.Task;
    }

    private void Write(Document document)
    {
        try
        {
            Interlocked.Increment(ref _written);
            var health = HealthRules.WithAge(document.Shown.Health, TimeSpan.FromSeconds(document.AgeSeconds));
            var answer = HealthMapping.ToAnswer(health, document.AgeSeconds, _plan, _sockets.Snapshot(), document.Alerts);
            document.Body.SetResult(new PackedBody(JsonSerializer.SerializeToUtf8Bytes(answer, _json)));
        }
#pragma warning disable CA1031 // Every request that waits for this document gets the failure.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            document.Body.SetException(failure);
        }
    }

    /// <summary>One version of the JSON, identified by the snapshot, the alerts and the age of the snapshot in whole seconds.</summary>
    private sealed record Document(ShownHealth Shown, IReadOnlyList<ActiveAlert> Alerts, long AgeSeconds)
    {
        public TaskCompletionSource<PackedBody> Body { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Says(ShownHealth shown, IReadOnlyList<ActiveAlert> alerts, long ageSeconds) =>
            ReferenceEquals(Shown, shown) && ReferenceEquals(Alerts, alerts) && AgeSeconds == ageSeconds;
    }
}
