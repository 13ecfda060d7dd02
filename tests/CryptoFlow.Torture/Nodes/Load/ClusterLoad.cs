using System.Collections.Concurrent;
using System.Globalization;

namespace CryptoFlow.Torture.Nodes.Load;

/// <summary>The load on a cluster under test: a writer of markers, and a reader and a WebSocket client at each node that answers HTTP.</summary>
internal sealed class ClusterLoad : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A try of the writer ends after this time, and the next node is asked.</summary>
    private static readonly TimeSpan TimeForTry = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopWriting = new();
    private readonly ConcurrentQueue<string> _staleReads = new();
    private readonly ConcurrentQueue<string> _missed = new();
    private readonly Task _running;
    private readonly Task _writing;

    public ClusterLoad(IReadOnlyList<ClusterNode> nodes, int seed)
    {
        ClusterNode[] web = [.. nodes.Where(n => n.Plan.HasWeb)];
        Uri[] servers = [.. web.Select(n => n.Place.Web)];
        Markers = new MarkerWriter(() => servers, TimeForTry);
        Readers = [.. web.Select((node, i) => new NodeReader(node, Markers, _staleReads, seed + i))];
        Listeners = [.. web.Select(node => new NodeListener(node, Markers, _missed))];
        _writing = Task.Run(() => Markers.RunAsync(_stopWriting.Token));
        _running = Task.WhenAll([.. Readers.Select(r => Task.Run(() => r.RunAsync(_stop.Token))), .. Listeners.Select(l => Task.Run(() => l.RunAsync(_stop.Token)))]);
    }

    public MarkerWriter Markers { get; }

    public IReadOnlyList<NodeReader> Readers { get; }

    public IReadOnlyList<NodeListener> Listeners { get; }

    /// <summary>Waits until each WebSocket client follows the markers.</summary>
    public async Task FlowsAsync()
    {
        var from = Markers.Acknowledged;
        await Eventually.HoldsAsync(() => Markers.Acknowledged > from && Listeners.All(l => l.Last > from), Patience, "markers are written, and every WebSocket client gets them");
    }

    /// <summary>Stops the writer, waits until each WebSocket client has the last marker, and stops the clients. Returns what they have found.</summary>
    public async Task<IReadOnlyList<Finding>> EndAsync()
    {
        await _stopWriting.CancelAsync();
        await _writing;
        var late = new List<string>();
        try
        {
            await Eventually.HoldsAsync(() => Listeners.All(l => l.Last >= Markers.Acknowledged), Patience, "every WebSocket client gets the last marker");
        }
        catch (TimeoutException)
        {
            late.AddRange(Listeners.Where(l => l.Last < Markers.Acknowledged).Select(l => $"the client at {l.Node.Plan} ends with marker {l.Last} of {Markers.Acknowledged}"));
        }

        await _stop.CancelAsync();
        await _running;
        return
        [
            new("load", string.Create(CultureInfo.InvariantCulture, $"{Markers.Acknowledged + 1:N0} markers acknowledged, {Readers.Sum(r => r.Answers.Count):N0} reads of them, {Listeners.Sum(l => l.Pushes):N0} pushes on {Listeners.Sum(l => l.Connections)} connections")),
            Finding.None("reads that show less than was acknowledged, or what nobody sent", _staleReads),
            Finding.None("commits missed or doubled at a WebSocket client", [.. _missed, .. late]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopWriting.CancelAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_writing, _running);
        Markers.Dispose();
        foreach (var reader in Readers)
            reader.Dispose();
        _stop.Dispose();
        _stopWriting.Dispose();
    }
}
