namespace CryptoFlow.Trading.Strategies.ChannelBounce;

/// <summary>
/// The channels that are followed, oldest first: made from new swings, brought up to date with each higher candle, and the best of them
/// chosen.
/// </summary>
/// <remarks>
/// The rules never drop a channel for its age, so that in a market that stays in its range for years they would pile up by the hundred
/// thousand. But the bounds of such channels become the same, and from then on the older one shadows the younger
/// (<see cref="ActiveChannel.IsShadowedBy"/>), which is forgotten without any choice ever being another.
/// </remarks>
internal sealed class ActiveChannels(ChannelBounceOptions options)
{
    private readonly List<ActiveChannel> _channels = [];
    private readonly Queue<Swing> _highs = new();
    private readonly Queue<Swing> _lows = new();
    private readonly Dictionary<(double, double, double, double), ActiveChannel> _newestByBounds = [];

    /// <summary>How many are followed: what a candle costs.</summary>
    public int Count => _channels.Count;

    /// <summary>Takes the next candle.</summary>
    /// <param name="close">Its close.</param>
    /// <param name="newHigh">The swing high that becomes known at it, or null.</param>
    /// <param name="newLow">The swing low that becomes known at it, or null.</param>
    /// <returns>A snapshot of the best channel as of it, or null.</returns>
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
                // A pair of swings comes up at the later of the two. It comes up twice only where both are new: then it is active already.
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

    /// <returns>Whether it is to be followed further.</returns>
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

    /// <summary>The most touches win, among equals the narrowest, among those the oldest.</summary>
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
