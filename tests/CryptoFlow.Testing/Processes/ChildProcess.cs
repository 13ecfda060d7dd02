using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CryptoFlow.Testing.Processes;

/// <summary>A program in its own process, with its output. Dispose kills the process.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly (int Stop, int Continue) Suspending = OperatingSystem.IsMacOS() ? (17, 19) : (19, 18);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    private ChildProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Processor time that the process has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>The lines of standard error so far.</summary>
    public IReadOnlyList<string> Error => [.. _error];

    /// <summary>Starts a program of this solution with the .NET host of this process. The assembly lies beside this assembly.</summary>
    public static ChildProcess StartOwn(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null) =>
        Start(DotnetHost(), [PathOfOwn(assembly), .. arguments], environment, directory);

    /// <summary>The path of a program of this solution, by the name of its assembly.</summary>
    public static string PathOfOwn(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");

    /// <summary>Starts a program of this solution through another program, such as <c>setpriv</c> with its options.</summary>
    public static ChildProcess StartOwnUnder(
        string[] wrapper, string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        wrapper is [var program, .. var options]
            ? Start(program, [.. options, DotnetHost(), PathOfOwn(assembly), .. arguments], environment)
            : StartOwn(assembly, arguments, environment);

    /// <summary>Starts any program.</summary>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        };

        // CI sets this variable only for the processes that run tests (.ci/run). The programs get the default.
        start.Environment.Remove("DOTNET_GCgen0size");
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        return new ChildProcess(new Process { StartInfo = start });
    }

    /// <summary>Asks the process to end (SIGTERM).</summary>
    public void Terminate() => Send(SigTerm);

    /// <summary>Stops the process (SIGSTOP) until <see cref="Resume"/>.</summary>
    /// <returns>True if the process was still running.</returns>
    public bool Suspend() => Signal(Id, Suspending.Stop) == 0;

    /// <inheritdoc cref="Suspend"/>
    public bool Resume() => Signal(Id, Suspending.Continue) == 0;

    /// <summary>Kills the process at once (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until the process has ended and its whole output has been read. Returns the exit code.</summary>
    /// <exception cref="TimeoutException">The process did not end in time.</exception>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The process has not ended within {within.TotalSeconds:0} s.{Environment.NewLine}{Transcript()}");
        }
    }

    /// <summary>Waits for the first line of standard output that matches.</summary>
    public Task<string> LineAsync(Func<string, bool> fits, TimeSpan within, string what) => Eventually.GetAsync(
        () =>
        {
            var ended = HasExited;
            return Output.FirstOrDefault(fits) is { } line || !ended
                ? Task.FromResult(Output.FirstOrDefault(fits))
                : throw new InvalidOperationException($"The process has ended before: {what}.{Environment.NewLine}{Transcript()}");
        },
        within,
        what);

    /// <summary>The whole output, for the message of a failure.</summary>
    public string Transcript() => string.Join(Environment.NewLine, [.. Output, .. Error.Select(line => "stderr: " + line)]);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (Signal(Id, signal) != 0)
            throw new InvalidOperationException($"The process has ended before it was sent signal {signal}.{Environment.NewLine}{Transcript()}");
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }

    /// <summary>The path of the .NET host: of this process, or of the variable DOTNET_HOST_PATH, or <c>dotnet</c> from the PATH.</summary>
    private static string DotnetHost() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
            ? path
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
