using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Testing.Processes;

/// <summary>The program as a server in its own process on a free port, started by its command line.</summary>
public sealed class CryptoFlowProcess : IAsyncDisposable
{
    /// <summary>Longest wait for the start. It is long because other programs may keep both cores busy.</summary>
    public static readonly TimeSpan StartsWithin = HangGuard.Limit;

    /// <param name="child">The process, started as a server.</param>
    /// <param name="database">Path of the program's database file.</param>
    public CryptoFlowProcess(ChildProcess child, string database)
    {
        Child = child;
        Database = database;
    }

    public ChildProcess Child { get; }

    public string Database { get; }

    /// <summary>A client of the address that the program listens on. Usable after <see cref="ServesAsync"/>.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>Path of the file in which the program publishes its address.</summary>
    public string NoticePath => Database + ".server.json";

    /// <summary>Starts the program and waits until it serves.</summary>
    public static async Task<CryptoFlowProcess> ServeAsync(string database, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var program = Start(database, environment, arguments);
        try
        {
            await program.ServesAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program without waiting.</summary>
    public static CryptoFlowProcess Start(string database, IReadOnlyDictionary<string, string?> environment, params string[] arguments) => new(
        RunCommand(environment, ["--urls", "http://127.0.0.1:0", "--database", database, .. arguments]), database);

    /// <summary>Starts the program with any command line.</summary>
    public static ChildProcess RunCommand(IReadOnlyDictionary<string, string?> environment, IEnumerable<string> arguments, string? directory = null) =>
        ChildProcess.StartOwn("CryptoFlow.Web", arguments, environment, directory);

    /// <summary>Waits until the program serves, then points <see cref="Http"/> at its address.</summary>
    public async Task ServesAsync()
    {
        var address = await Eventually.GetAsync(() => Task.FromResult(Address()), StartsWithin, "the program serves");
        Http.BaseAddress = new Uri(address);
    }

    /// <summary>The body of a GET request. The status must be 200.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync<JsonElement>()
            : throw new HttpRequestException($"GET {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    public Task<JsonElement> HealthAsync() => GetAsync("/api/health");

    /// <summary>The newest backfill run of each exchange.</summary>
    public async Task<JsonElement[]> BackfillAsync() => [.. (await GetAsync("/api/backfill")).GetProperty("runs").EnumerateArray()];

    /// <summary>Waits until the newest run of every exchange is completed, and returns the runs.</summary>
    public Task<JsonElement[]> BackfillCompletedAsync(int exchanges, TimeSpan within, TimeSpan? every = null) => Eventually.GetAsync(
        async () =>
        {
            if (Child.HasExited)
                throw new InvalidOperationException($"The program has ended.{Environment.NewLine}{Child.Transcript()}");
            var runs = await BackfillAsync();
            return runs.Length == exchanges && runs.All(IsCompleted) ? runs : null;
        },
        within,
        "every exchange's backfill is completed",
        every ?? Eventually.Request);

    /// <summary>Sends SIGTERM. Returns the time until the process ended, and its exit code.</summary>
    public async Task<(TimeSpan Took, int ExitCode)> TerminateAsync(TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        Child.Terminate();
        var exitCode = await Child.ExitAsync(within);
        return (Stopwatch.GetElapsedTime(began), exitCode);
    }

    /// <summary>Files that an orderly stop must remove but did not, in words.</summary>
    public List<string> Leftovers()
    {
        var leftovers = new[] { Database + "-wal", Database + "-shm", NoticePath }.Where(File.Exists).ToList();
        if (DatabaseLock.IsHeld(Database))
            leftovers.Add("the writer's lock is held");
        return leftovers;
    }

    /// <summary>Lines of the log at level Error or above.</summary>
    /// <param name="alerts">True to include alerts. A test that causes a fault expects alerts.</param>
    public IReadOnlyList<string> ErrorsLogged(bool alerts = true) =>
    [
        .. Child.Output.Concat(Child.Error)
            .Where(l => l.Contains(" fail: ", StringComparison.Ordinal) || l.Contains(" crit: ", StringComparison.Ordinal))
            .Where(l => alerts || !l.Contains(nameof(AlertActor), StringComparison.Ordinal)),
    ];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Child.DisposeAsync();
    }

    private static bool IsCompleted(JsonElement run) => run.GetProperty("phase").GetString() == "completed";

    /// <summary>The address in the notice of this process. A killed process may have left an older notice.</summary>
    private string? Address()
    {
        if (Child.HasExited)
            throw new InvalidOperationException($"The program has ended before it served.{Environment.NewLine}{Child.Transcript()}");
        if (!File.Exists(NoticePath))
            return null;
        using var notice = JsonDocument.Parse(File.ReadAllBytes(NoticePath));
        return notice.RootElement.GetProperty("pid").GetInt32() == Child.Id ? notice.RootElement.GetProperty("url").GetString() : null;
    }
}
