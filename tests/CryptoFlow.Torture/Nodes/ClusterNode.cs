using System.Net;
using System.Net.Http.Json;
using CryptoFlow.Torture.Nodes.Network;

namespace CryptoFlow.Torture.Nodes;

/// <summary>A process that has ended, and why.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Ordered">Whether the tool has ended it.</param>
/// <param name="Said">The last lines of its output.</param>
internal sealed record NodeExit(int Code, bool Ordered, string Said);

/// <summary>
/// A node of the cluster under test, with the supervisor that docs/operations.md asks for: a process that has ended by itself is started again, unless its exit code
/// says that a restart does not help.
/// </summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    /// <summary>The exit codes after which a supervisor does not start the process again (docs/operations.md).</summary>
    private static readonly int[] Final = [0, 2, 74];

    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(2);

    private readonly Func<ChildProcess> _start;
    private readonly List<ChildProcess> _ended = [];
    private readonly List<NodeExit> _exits = [];
    private readonly Lock _lock = new();
    private readonly HttpClient _http;
    private Task _supervision = Task.CompletedTask;
    private volatile ChildProcess? _child;
    private volatile bool _supervised;
    private volatile bool _ordered;

    /// <param name="plan">The node's name and roles.</param>
    /// <param name="place">Where it is reached.</param>
    /// <param name="key">The key of the API.</param>
    /// <param name="start">Starts a process of the node.</param>
    public ClusterNode(NodePlan plan, NodePlace place, string key, Func<ChildProcess> start)
    {
        (Plan, Place, _start) = (plan, place, start);
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { BaseAddress = place.Web, Timeout = TimeSpan.FromSeconds(5) };
        _http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public NodePlan Plan { get; }

    public NodePlace Place { get; }

    /// <summary>The process that runs now, or the one that has ended last.</summary>
    public ChildProcess Child => _child ?? throw new InvalidOperationException($"{Plan} was not started.");

    /// <summary>The processes that have ended so far, the oldest first.</summary>
    public IReadOnlyList<NodeExit> Exits
    {
        get
        {
            lock (_lock)
                return [.. _exits];
        }
    }

    /// <summary>Starts the node. From now on its supervisor starts it again whenever it ends by itself or by <see cref="Kill"/>.</summary>
    public void Start()
    {
        _child = _start();
        (_supervised, _ordered) = (true, false);
        _supervision = SuperviseAsync();
    }

    public void Kill()
    {
        _ordered = true;
        Child.Kill();
    }

    /// <summary>Ends the node for good, and the supervision with it. Returns the exit code.</summary>
    /// <param name="end">Tells the node to end.</param>
    public async Task<int> EndAsync(Func<Task> end)
    {
        (_supervised, _ordered) = (false, true);
        await end();
        var code = await Child.ExitAsync(EndsWithin);
        await _supervision;
        return code;
    }

    /// <summary>Sends SIGTERM and waits for the end. Returns the exit code.</summary>
    public Task<int> TerminateAsync() => EndAsync(() =>
    {
        Child.Terminate();
        return Task.CompletedTask;
    });

    /// <summary>Whether the node says that it is ready, and sees exactly this number of members, all of them up and reachable.</summary>
    public async Task<bool> IsWholeAsync(int members)
    {
        if (!await IsReadyAsync())
            return false;
        var shown = await AskAsync("cluster", "show");
        return shown.Count(line => line.Contains("| up |", StringComparison.Ordinal)) == members && !shown.Any(line => line.Contains("unreachable", StringComparison.Ordinal))
            && shown.Any(line => line == $"Count: {members} nodes");
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    /// <summary>The lines of an operator's command. Empty if the node does not answer, or answers that it may not be asked so often.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(params string[] command)
    {
        try
        {
            using var response = await _http.PostAsJsonAsync("/ops", new { command });
            return response.IsSuccessStatusCode ? (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            return [];
        }
    }

    /// <summary>The output of all processes of the node.</summary>
    public string Transcript()
    {
        lock (_lock)
        {
            var lives = _child is null || _ended.Contains(_child) ? _ended : [.. _ended, _child];
            return string.Join($"{Environment.NewLine}---- started again ----{Environment.NewLine}", lives.Select(life => life.Transcript()));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _supervised = false;
        while (!_supervision.IsCompleted)
        {
            // The supervisor may be starting a process at this moment.
            if (!Child.HasExited)
                Child.Kill();
            await Task.WhenAny(_supervision, Eventually.PassAsync(TimeSpan.FromMilliseconds(50)));
        }

        foreach (var ended in _ended)
            await ended.DisposeAsync();
        _http.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (true)
        {
            var child = Child;
            var code = await child.ExitAsync(Timeout.InfiniteTimeSpan);
            lock (_lock)
            {
                _exits.Add(new NodeExit(code, _ordered, string.Join(' ', child.Error.TakeLast(2))));
                _ended.Add(child);
            }

            if (!_supervised || (!_ordered && Final.Contains(code)))
                return;
            _ordered = false;
            await Eventually.PassAsync(StartAgainAfter);
            if (!_supervised)
                return;
            _child = _start();
        }
    }
}
