using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Storage.Sqlite.StartUp;

namespace CryptoFlow.Testing.Processes;

/// <summary>The program, serving in a process of its own on a free port, as its command line starts it.</summary>
public sealed class CryptoFlowProcess : IAsyncDisposable
{
    /// <summary>Generous: two cores may be busy with other things.</summary>
    public static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(120);

    /// <param name="child">The process, started to serve.</param>
    /// <param name="database">The file that it serves.</param>
    public CryptoFlowProcess(ChildProcess child, string database)
    {
        Child = child;
        Database = database;
    }

    public ChildProcess Child { get; }

    public string Database { get; }

    /// <summary>A client of the address that the program has bound; there once it serves.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>Where it says how it is reached.</summary>
    public string NoticePath => Database + ".server.json";

    /// <summary>Starts it and waits until it serves.</summary>
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

    /// <summary>Starts it and waits for nothing.</summary>
    public static CryptoFlowProcess Start(string database, IReadOnlyDictionary<string, string?> environment, params string[] arguments) => new(
        RunCommand(environment, ["--urls", "http://127.0.0.1:0", "--database", database, .. arguments]), database);

    /// <summary>Starts it with a command line of any kind.</summary>
    public static ChildProcess RunCommand(IReadOnlyDictionary<string, string?> environment, IEnumerable<string> arguments, string? directory = null) =>
        ChildProcess.StartOwn("CryptoFlow.Web", arguments, environment, directory);

    /// <summary>Waits until it serves, then points <see cref="Http"/> at it.</summary>
    public async Task ServesAsync()
    {
        var address = await Eventually.GetAsync(() => Task.FromResult(Address()), StartsWithin, "the program serves");
        Http.BaseAddress = new Uri(address);
    }

    /// <summary>The body of a GET that must answer 200.</summary>
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

    /// <summary>The newest runs, once every exchange's has been completed.</summary>
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
        every);

    /// <summary>Asks it to end; how long that took, and its exit code.</summary>
    public async Task<(TimeSpan Took, int ExitCode)> TerminateAsync(TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        Child.Terminate();
        var exitCode = await Child.ExitAsync(within);
        return (Stopwatch.GetElapsedTime(began), exitCode);
    }

    /// <summary>Files that an orderly stop must not leave behind but did, in words.</summary>
    public List<string> Leftovers()
    {
        var leftovers = new[] { Database + "-wal", Database + "-shm", NoticePath }.Where(File.Exists).ToList();
        if (DatabaseLock.IsHeld(Database))
            leftovers.Add("the writer's lock is held");
        return leftovers;
    }

    /// <summary>Lines of the log at level Error or above.</summary>
    /// <param name="alerts">Whether alerts are among them; where something is done to the program they are what is to be expected.</param>
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
