using System.Collections.Immutable;
using CryptoFlow.Configuration;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Trading.Strategies;

/// <summary>The strategies by name. A new one is a file, and a line here.</summary>
public sealed class StrategyRegistry
{
    private static readonly ImmutableSortedDictionary<string, Func<PaperTradingOptions, IStrategy>> Makers =
        ImmutableSortedDictionary.CreateRange<string, Func<PaperTradingOptions, IStrategy>>(StringComparer.OrdinalIgnoreCase,
        [
            new(ChannelBounceStrategy.Name, static options => new ChannelBounceStrategy(options.ChannelBounce)),
        ]);

    private readonly PaperTradingOptions _options;

    /// <param name="options">Validated; holds the strategies' parameters.</param>
    public StrategyRegistry(PaperTradingOptions options) => _options = options;

    /// <summary>All names, as they are written.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Makers.Keys];

    /// <summary>Finds the name as it is written, in whatever case it was given.</summary>
    public static bool TryGetName(string? text, out string name)
    {
        name = text ?? "";
        return text is not null && Makers.TryGetKey(text, out name!);
    }

    /// <summary>A fresh strategy that no candle was given to yet.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public IStrategy Create(string name) => Makers.TryGetValue(name, out var make)
        ? make(_options)
        : throw new ArgumentException($"'{name}' is not a strategy; there are {string.Join(", ", Names)}.", nameof(name));
}
