using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using Microsoft.Extensions.Configuration;

namespace CryptoFlow.Testing.Processes;

/// <summary>What a program under test collects: its settings, and the plan that follows from them.</summary>
public sealed class CollectedSet
{
    private readonly Dictionary<string, string?> _settings;

    /// <summary>What the program collects with default settings: 40 series.</summary>
    public static CollectedSet Default { get; } = new(new Dictionary<string, string?>());

    /// <param name="settings">Keys below <c>CryptoFlow</c>, such as <c>Collector:HistoryDays</c>.</param>
    public CollectedSet(IReadOnlyDictionary<string, string?> settings)
    {
        _settings = settings.ToDictionary(s => $"{CryptoFlowOptions.Section}:{s.Key}", s => s.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        Plan = (configuration.GetSection(CryptoFlowOptions.Section).Get<CryptoFlowOptions>() ?? new CryptoFlowOptions()).CollectionPlan();
    }

    public CollectionPlan Plan { get; }

    /// <summary>The settings as environment variables, with the simulator's addresses for the exchanges.</summary>
    /// <param name="simulator">The exchanges.</param>
    /// <param name="streams">Whether the program opens the exchanges' WebSockets, too.</param>
    public Dictionary<string, string?> EnvironmentFor(SimulatorProcess simulator, bool streams = false)
    {
        var environment = _settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value);
        foreach (var (exchange, address) in simulator.ExchangeAddresses)
        {
            environment[$"CryptoFlow__Exchanges__{exchange}__BaseUrl"] = address;
            if (streams)
                environment[$"CryptoFlow__Exchanges__{exchange}__StreamUrl"] = new UriBuilder(address) { Scheme = "ws" }.Uri.ToString();
        }

        return environment;
    }
}
