using System.IO.Pipelines;
using System.Text;
using CryptoFlow.Testing;
using CryptoFlow.Web.CommandLine;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Runs a command in this process and keeps its output.</summary>
internal sealed class CommandRun
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public FakeSystem System { get; init; } = new();

    public bool IsTerminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The bytes of standard input.</summary>
    public byte[] In { get; init; } = [];

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>How long a command waits for a server. By the system's clock it is patient, because on a busy machine the server may answer late.</summary>
    public static ServerPatience PatienceBy(TimeProvider time) =>
        time == TimeProvider.System ? new ServerPatience(HangGuard.Limit, HangGuard.Limit) : ServerPatience.Default;

    public async Task<int> RunAsync(CancellationToken cancellation, params string[] args)
    {
        await using var output = new StringWriter(_out);
        await using var error = new StringWriter(_error);
        return await CryptoFlowCommands.RunAsync(
            args,
            new CommandEnvironment
            {
                OpenInput = () => PipeReader.Create(new MemoryStream(In)).AsStream(),
                Out = output,
                Error = error,
                IsTerminal = IsTerminal,
                AddSystem = System.Add,
                DemoExchanges = () => new NoExchanges(),
                Time = Time,
                ServerPatience = PatienceBy(Time),
            },
            cancellation);
    }

    public Task<int> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);
}
