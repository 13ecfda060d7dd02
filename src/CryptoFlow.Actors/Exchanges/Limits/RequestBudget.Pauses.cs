namespace CryptoFlow.Exchanges.Limits;

/// <summary>Pauses that the exchange demands, and an operator's hold, which lasts until the operator ends it.</summary>
public sealed partial class RequestBudget
{
    private TimeSpan _pausedUntil;
    private string? _pauseReason;
    private bool _pausedByRefusal;
    private DateTimeOffset? _heldSince;

    /// <summary>Grants no permit before <paramref name="until"/> (our clock). Of two pauses, the later end applies.</summary>
    /// <param name="until">The end of the pause.</param>
    /// <param name="reason">One sentence for health.</param>
    public void PauseUntil(DateTimeOffset until, string reason) => PauseUntil(until, reason, isRefusal: false);

    /// <summary>The exchange refused a request although the budget had allowed it. Counts the refusal and pauses the whole exchange.</summary>
    public void Refused(DateTimeOffset until, string reason)
    {
        Interlocked.Increment(ref _refusedByExchange);
        PauseUntil(until, reason, isRefusal: true);
    }

    private void PauseUntil(DateTimeOffset until, string reason, bool isRefusal)
    {
        lock (_gate)
        {
            // The wall clock is read first. If the thread stalls between the two clocks, the pause becomes longer, never shorter than the exchange demands.
            var left = until - _time.GetUtcNow();
            var end = _clock.Now.Elapsed + left;
            if (end > _pausedUntil)
            {
                _pausedUntil = end;
                _pauseReason = reason;
                _pausedByRefusal = isRefusal;
                PausesChanged();
            }

            GrantWhatFits();
        }
    }

    /// <summary>Grants no permit until <see cref="Release"/>. Requests that are under way end as usual. May be called twice.</summary>
    /// <param name="since">When the hold began (our clock).</param>
    /// <returns>True if the hold began with this call.</returns>
    public bool Hold(out DateTimeOffset since)
    {
        lock (_gate)
        {
            var begins = _heldSince is null;
            since = _heldSince ??= _time.GetUtcNow();
            if (begins)
                PausesChanged();
            return begins;
        }
    }

    /// <summary>Ends a hold, if there is one. The waiting requests are granted as far as the limits allow.</summary>
    /// <returns>True if there was a hold.</returns>
    public bool Release()
    {
        lock (_gate)
        {
            var ends = _heldSince is not null;
            _heldSince = null;
            if (ends)
                PausesChanged();
            GrantWhatFits();
            return ends;
        }
    }

    private TimeSpan PauseLeft(BudgetInstant now) => _pausedUntil > now.Elapsed ? _pausedUntil - now.Elapsed : TimeSpan.Zero;
}
