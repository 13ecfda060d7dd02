using CryptoFlow.Trades;

namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>
/// The channels that the strategy follows, oldest first. It creates channels from new swings, updates them with each higher candle, and chooses
/// the best one.
/// </summary>
/// <remarks>
/// The rules never drop a channel for its age. In a market that stays in its range for years, hundreds of thousands of channels would accumulate. But the bounds of
/// such channels become equal, and from then on the older channel shadows the younger channel (<see cref="ActiveChannel.IsShadowedBy"/>). Shadowed channels are
/// removed, which never changes a choice.
/// </remarks>
internal sealed class ActiveChannels(ChannelBounceOptions options)
{
    private readonly List<ActiveChannel> _channels = [];
    private readonly Queue<Swing> _highs = new();
    private readonly Queue<Swing> _lows = new();
    private readonly Dictionary<(double, double, double, double), ActiveChannel> _newestByBounds = [];

    /// <summary>Number of channels. A candle costs time in proportion to it.</summary>
    public int Count => _channels.Count;

    /// <summary>Takes the next candle.</summary>
    /// <param name="close">Its close.</param>
    /// <param name="newHigh">The swing high that becomes known at it, or null.</param>
    /// <param name="newLow">The swing low that becomes known at it, or null.</param>
    /// <returns>A snapshot of the best channel after this candle, or null.</returns>
    public Channel? Next(double close, Swing? newHigh, Swing? newLow)
    {
        Remember(_highs, newHigh);
        Remember(_lows, newLow);
        Create(newHigh, newLow);
        _channels.RemoveAll(channel => !Follow(channel, close, newHigh, newLow));
        if (newHigh is not null || newLow is not null)
            ForgetShadowed();
        return Choose(close)?.Snapshot();
    }

    private void Remember(Queue<Swing> known, Swing? swing)
    {
        if (swing is null)
            return;
        if (known.Count == options.LookbackSwings)
            known.Dequeue();
        known.Enqueue(swing.Value);
    }

    private void Create(Swing? newHigh, Swing? newLow)
    {
        if (newHigh is { } high)
        {
            foreach (var low in _lows)
            {
                if (low.Index >= high.Index - options.LookbackCandles)
                    Add(high, low);
            }
        }

        if (newLow is { } newest)
        {
            foreach (var known in _highs)
            {
                // A pair of swings forms a channel when the later swing becomes known. If both are new, the pair comes twice, and its channel is active already.
                if (known.Index >= newest.Index - options.LookbackCandles && known != newHigh)
                    Add(known, newest);
            }
        }
    }

    private void Add(Swing high, Swing low)
    {
        if (high.Price > low.Price && HasChannelWidth(ActiveChannel.WidthOf(low.Price, high.Price)))
            _channels.Add(new ActiveChannel(high, low));
    }

    /// <returns>Whether the channel is kept.</returns>
    private bool Follow(ActiveChannel channel, double close, Swing? newHigh, Swing? newLow)
    {
        if (channel.IsBrokenBy(close, options.BreakDistance))
            return false;
        if (newLow is { } low)
            channel.TakeLow(low.Price, options.TouchTolerance);
        if (newHigh is { } high)
            channel.TakeHigh(high.Price, options.TouchTolerance);
        channel.Confirm(options.ConfirmingTouches);
        return HasChannelWidth(channel.Width);
    }

    private bool HasChannelWidth(double width) => width >= options.MinWidth && width <= options.MaxWidth;

    private void ForgetShadowed()
    {
        _newestByBounds.Clear();
        _channels.RemoveAll(channel =>
        {
            channel.SameBounds = _newestByBounds.GetValueOrDefault(channel.Bounds);
            for (var older = channel.SameBounds; older is not null; older = older.SameBounds)
            {
                if (channel.IsShadowedBy(older))
                    return true;
            }

            _newestByBounds[channel.Bounds] = channel;
            return false;
        });
        _newestByBounds.Clear();
    }

    /// <summary>The channel with the most touches; among equals the narrowest, then the oldest.</summary>
    private ActiveChannel? Choose(double close)
    {
        ActiveChannel? best = null;
        foreach (var channel in _channels)
        {
            if (!channel.IsConfirmed || !channel.IsNear(close, options.ChoiceTolerance))
                continue;
            if (best is null || channel.Touches > best.Touches || (channel.Touches == best.Touches && channel.Width < best.Width))
                best = channel;
        }

        return best;
    }
}
