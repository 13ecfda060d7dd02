using CryptoFlow.Cluster.Hosting;
using CryptoFlow.Web.Demo;

namespace CryptoFlow.Web.CommandLine;

/// <summary>The outside world of a command: streams, clock, terminal. Tests pass their own.</summary>
internal sealed record CommandEnvironment
{
    /// <summary>Opens standard input, as bytes.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>True when standard output is a terminal that can redraw lines.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Adds the services of the system without HTTP.</summary>
    public required Action<IServiceCollection, IConfiguration, RunMode> AddSystem { get; init; }

    public required Func<IDemoExchanges> DemoExchanges { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ServerPatience ServerPatience { get; init; } = ServerPatience.Default;

    public static CommandEnvironment OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        IsTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb",
        AddSystem = static (services, configuration, mode) => services.AddCryptoFlowProcess(configuration, mode),
        DemoExchanges = static () => new SimulatedExchanges(),
    };
}
