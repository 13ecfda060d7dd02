using System.Collections.Immutable;
using CryptoFlow.Trading.Strategies.ChannelBounce;
using CryptoFlow.Trading.Strategies.MovingAverageCross;

namespace CryptoFlow.Trading.Strategies;

/// <summary>The strategies by name. To add a strategy, add a folder and a line in this class.</summary>
public sealed class StrategyRegistry
{
    private static readonly ImmutableSortedDictionary<string, Entry> Entries = ImmutableSortedDictionary.CreateRange(
        StringComparer.OrdinalIgnoreCase,
        [
            Line(ChannelBounceStrategy.Name, nameof(PaperTradingOptions.ChannelBounce), o => o.ChannelBounce, o => new ChannelBounceStrategy(o)),
            Line(MovingAverageCrossStrategy.Name, nameof(PaperTradingOptions.MovingAverageCross), o => o.MovingAverageCross, o => new MovingAverageCrossStrategy(o)),
        ]);

    private readonly PaperTradingOptions _options;

    /// <param name="options">Validated; holds the strategies' parameters.</param>
    public StrategyRegistry(PaperTradingOptions options) => _options = options;

    /// <summary>All names, as they are written.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys];

    /// <summary>Finds the canonical spelling of a name, ignoring case.</summary>
    public static bool TryGetName(string? text, out string name)
    {
        name = text ?? "";
        return text is not null && Entries.TryGetKey(text, out name!);
    }

    /// <summary>Creates a new strategy without candles.</summary>
    /// <exception cref="ArgumentException">There is no strategy of this name.</exception>
    public IStrategy Create(string name) => EntryOf(name).Create(_options);

    /// <summary>The strategy's section below <c>CryptoFlow:PaperTrading</c>, its parameters, and their defaults.</summary>
    /// <exception cref="ArgumentException">There is no strategy of this name.</exception>
    public static (string Section, object Parameters, object Defaults) ParametersOf(string name, PaperTradingOptions options)
    {
        var entry = EntryOf(name);
        return (entry.Section, entry.Parameters(options), entry.Parameters(new PaperTradingOptions()));
    }

    private static Entry EntryOf(string name) => Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new ArgumentException($"'{name}' is not a strategy; the strategies are {string.Join(", ", Names)}.", nameof(name));

    private static KeyValuePair<string, Entry> Line<T>(string name, string section, Func<PaperTradingOptions, T> parameters, Func<T, IStrategy> create)
        where T : notnull => new(name, new Entry(section, o => parameters(o), o => create(parameters(o))));

    private sealed record Entry(string Section, Func<PaperTradingOptions, object> Parameters, Func<PaperTradingOptions, IStrategy> Create);
}
