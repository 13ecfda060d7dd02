namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>Buys at the support of a price channel on 1h candles and sells at its resistance, on 15m candles.</summary>
public sealed class ChannelBounceStrategy : IStrategy
{
    /// <summary>The name that configurations, results and <c>/status</c> know it by.</summary>
    public const string Name = "NO_ML";

    private readonly ChannelBounceOptions _options;
    private readonly SwingFinder _highs;
    private readonly SwingFinder _lows;
    private readonly ActiveChannels _channels;
    private int _nextIndex;

    public ChannelBounceStrategy(ChannelBounceOptions options)
    {
        _options = options;
        _highs = new SwingFinder(SwingSide.High, options.SwingConfirmation);
        _lows = new SwingFinder(SwingSide.Low, options.SwingConfirmation);
        _channels = new ActiveChannels(options);
        Exits = new ExitRules(options.TimeoutCandles);
    }

    public string Title => "Channel bounce";

    public Interval Higher => Interval.H1;

    public Interval Lower => Interval.M15;

    public ExitRules Exits { get; }

    public long Cooldown => _options.CooldownMinutes * 60_000L;

    /// <summary>Channels followed after the last candle: what the next one will cost.</summary>
    public int ActiveChannelCount => _channels.Count;

    public Channel? OnHigherCandle(in Candle candle)
    {
        var index = _nextIndex++;
        return _channels.Next(candle.Close, _highs.Next(index, candle.High), _lows.Next(index, candle.Low));
    }

    public Signal? FindEntry(in Candle candle, Channel channel) => Bounce.Find(in candle, channel, _options);
}
