using System.Globalization;
using System.Text.Json;

namespace CryptoFlow.Torture.Foreign;

/// <summary>One of <see cref="UserPrograms"/> in its own process, with the lines that it has printed so far.</summary>
internal sealed class UserProcess(ChildProcess child) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public ChildProcess Child { get; } = child;

    public IReadOnlyList<Did> Done => [.. Child.Output.Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<Did>(line, Json)!)];

    /// <summary>Starts the process.</summary>
    /// <param name="what">The command: hold, write, snapshot, read or delete.</param>
    /// <param name="task">The settings of the command.</param>
    public static UserProcess Start(string what, UserPrograms task) => new(ChildProcess.StartOwn("CryptoFlow.Torture", [
        "user-program", what, "--database", task.Database, "--seed", Text(task.Seed), "--hold-ms", $"{task.HoldMs}", "--pause-ms", $"{task.PauseMs}",
        "--times", Text(task.Times), "--busy-ms", Text(task.BusyTimeoutMs), .. task.ShownTo is { } to ? (string[])["--shown-to", to] : [],
    ]));

    /// <summary>Waits until the process first reports <paramref name="what"/>.</summary>
    public Task<Did> SaysAsync(string what, TimeSpan within) => Eventually.GetAsync(
        () => Task.FromResult(Done.FirstOrDefault(d => d.What == what)), within, $"a user's program says '{what}'; it said: {Child.Transcript()}");

    public ValueTask DisposeAsync() => Child.DisposeAsync();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
