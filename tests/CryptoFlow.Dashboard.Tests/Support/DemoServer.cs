using System.Text.Json;
using CryptoFlow.Storage;

namespace CryptoFlow.Dashboard.Tests.Support;

/// <summary>The program as a new user starts it: <c>--demo</c> in an empty directory, its history stored.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    public const string Key = "a-key-of-sufficient-length";

    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TempDirectory _directory = new();

    private CryptoFlowProcess? _program;

    public CryptoFlowProcess Program => _program ?? throw new InvalidOperationException("The program has not been started.");

    public Uri Address => Program.Http.BaseAddress!;

    public string Database => _directory.File("data/demo.db");

    public async Task InitializeAsync()
    {
        _program = Start("http://127.0.0.1:0");
        await _program.ServesAsync();
        await _program.BackfillCompletedAsync(3, Patience, TimeSpan.FromMilliseconds(200));
    }

    /// <summary>Kills the program (SIGKILL).</summary>
    public async Task KillAsync()
    {
        Program.Child.Kill();
        await Program.Child.ExitAsync(Patience);
    }

    /// <summary>Starts the program again at the same address.</summary>
    public async Task StartAgainAsync()
    {
        var address = Address;
        await Program.DisposeAsync();
        _program = Start(address.ToString());
        await _program.ServesAsync();
    }

    /// <summary>Candles of the API in the columns of the page's CSV.</summary>
    public async Task<List<string>> CandlesAsync(string query)
    {
        var page = await Program.GetAsync($"/api/candles?{query}");
        string[] columns = ["time", "open", "high", "low", "close", "volume", "buyVolume", "sellVolume", "delta", "tradeCount"];
        return [.. page.GetProperty("candles").EnumerateArray().Select(candle => string.Join(',', columns.Select(column => candle.GetProperty(column).GetRawText())))];
    }

    /// <summary>The first signal of the paper trader, which trades through the history after the start.</summary>
    public async Task<JsonElement> FirstSignalAsync()
    {
        var signals = await Eventually.GetAsync(
            async () => (await Program.GetAsync("/api/paper/signals?after=2000-01-01&limit=1")).GetProperty("signals").EnumerateArray().ToArray() is { Length: 1 } first ? first : null,
            Patience,
            "the paper trader has taken a signal");
        return signals[0];
    }

    /// <summary>Adds lock waits to the record of the last days.</summary>
    public void HaveLockWaits(params LockWaitHour[] hours)
    {
        using var foreign = new ForeignConnection(Database);
        foreach (var hour in hours)
        {
            foreign.Execute(FormattableString.Invariant(
                $"INSERT OR REPLACE INTO lock_waits (hour, run, waits, timeouts, total_ms, max_ms) VALUES ({hour.Hour}, 1, {hour.Waits}, {hour.Timeouts}, {hour.TotalMs}, {hour.MaxMs})"));
        }
    }

    public async Task DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>On a busy machine a read may take longer than the program's 2 s. Then the page would get 503, which is a fault in every test.</summary>
    private CryptoFlowProcess Start(string urls) => new(
        CryptoFlowProcess.RunCommand(
            new Dictionary<string, string?> { ["CryptoFlow__Api__Key"] = Key, ["CryptoFlow__Api__ReadTimeoutMs"] = "60000" }, ["--demo", "--urls", urls], _directory.Path),
        Database);
}
