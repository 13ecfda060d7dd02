using System.Collections.Immutable;
using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>
/// Finds price channels on 1h candles. On 15m candles it buys at the support of a channel and sells at its resistance. A channel is entered at
/// most once in each time slot of <see cref="ChannelBounceOptions.CooldownMinutes"/>.
/// </summary>
/// <remarks>
/// For a 15m candle that opened at t, the strategy sees only the channel as of the 1h candle that opened at floor(t) - 1 h. If this 1h candle is missing, the
/// strategy sees no channel and enters nothing.
/// </remarks>
public sealed class ChannelBounceStrategy : IStrategy
{
    /// <summary>The name in configurations, in results and in <c>/status</c>.</summary>
    public const string Name = "NO_ML";

    private readonly ChannelBounceOptions _options;
    private readonly SwingFinder _highs;
    private readonly SwingFinder _lows;
    private readonly ActiveChannels _channels;
    private readonly HashSet<CooldownKey> _entered = [];
    private long _bucket = -1;
    private int _nextIndex;
    private long _latestTime = long.MinValue;

    public ChannelBounceStrategy(ChannelBounceOptions options)
    {
        _options = options;
        _highs = new SwingFinder(SwingSide.High, options.SwingConfirmation);
        _lows = new SwingFinder(SwingSide.Low, options.SwingConfirmation);
        _channels = new ActiveChannels(options);
        Exits = new ExitRules(options.TimeoutCandles);
    }

    public string Title => "Channel bounce";

    public Interval Traded => Interval.M15;

    public ImmutableArray<Interval> Context { get; } = [Interval.H1];

    public ExitRules Exits { get; }

    /// <summary>The length of the time slots in which a channel is entered at most once, ms.</summary>
    public long EntryMemory => _options.CooldownMinutes * 60_000L;

    public Channel? Channel { get; private set; }

    public ImmutableArray<string> Indicators { get; } = ["Support", "Resistance"];

    /// <summary>The channel as of the last 1h candle, or null.</summary>
    public Channel? Latest { get; private set; }

    /// <summary>Number of channels that the strategy follows after the last 1h candle. The next 1h candle costs time in proportion to it.</summary>
    public int ActiveChannelCount => _channels.Count;

    public void ReadIndicators(Span<double> values) =>
        (values[0], values[1]) = Channel is { } channel ? (channel.Support, channel.Resistance) : (double.NaN, double.NaN);

    public void OnContextCandle(Interval interval, in Candle candle)
    {
        var index = _nextIndex++;
        _latestTime = candle.OpenTime;
        Latest = _channels.Next(candle.Close, _highs.Next(index, candle.High), _lows.Next(index, candle.Low));
    }

    public Orders OnTradedCandle(in Candle candle, ImmutableArray<Position> open)
    {
        Channel = _latestTime == Interval.H1.Floor(candle.OpenTime) - Interval.H1.Milliseconds ? Latest : null;
        if (Channel is not { } channel || Bounce.Find(in candle, channel, _options) is not { } entry)
            return Orders.None;
        return _entered.Contains(KeyOf(channel, candle.OpenTime)) ? Orders.None : Orders.Enter(entry);
    }

    public void OnEntered(Signal signal)
    {
        var key = KeyOf(signal.Channel!, signal.Time);
        if (key.Bucket != _bucket)
            _entered.Clear();
        _bucket = key.Bucket;
        _entered.Add(key);
    }

    private CooldownKey KeyOf(Channel channel, long time) => CooldownKey.Of(channel, time, EntryMemory);
}
