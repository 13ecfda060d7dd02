namespace CryptoFlow.Simulator.Clock;

/// <summary>
/// The exchanges' common clock, in ms UTC: <c>now = start + (real time - real start) * speed</c>. Speed 0 stops it, so that
/// only <see cref="Set"/> and <see cref="Advance"/> move it.
/// </summary>
public sealed class SimulatedClock
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private long _anchorMs;
    private long _anchorStamp;
    private double _speed;

    /// <summary>Starts the clock at <paramref name="startMs"/>, or at the real time if that is null.</summary>
    public SimulatedClock(TimeProvider time, long? startMs, double speed)
    {
        _time = time;
        _anchorMs = startMs ?? LimiterNowMs;
        _anchorStamp = time.GetTimestamp();
        _speed = Checked(speed);
    }

    /// <summary>The time that the exchanges show, in ms UTC.</summary>
    public long NowMs
    {
        get
        {
            lock (_gate)
                return Now();
        }
    }

    /// <summary>
    /// The real time, in ms UTC. Request limits are measured by it and not by the simulated time, so a market that runs faster, or whose clock is moved, does not
    /// give a client a larger budget. Binance's minute is the minute of the client's clock.
    /// </summary>
    public long LimiterNowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Raised when <see cref="Set"/>, <see cref="Advance"/> or <see cref="Speed"/> has changed the clock.</summary>
    internal event Action? Changed;

    /// <summary>Simulated milliseconds per real millisecond; 0 stops the clock.</summary>
    public double Speed
    {
        get
        {
            lock (_gate)
                return _speed;
        }
        set
        {
            lock (_gate)
            {
                Anchor(Now());
                _speed = Checked(value);
            }
            Changed?.Invoke();
        }
    }

    /// <summary>Moves the clock to <paramref name="nowMs"/> (ms UTC), forward or back.</summary>
    public void Set(long nowMs)
    {
        lock (_gate)
            Anchor(nowMs);
        Changed?.Invoke();
    }

    /// <summary>Moves the clock by <paramref name="milliseconds"/>.</summary>
    public void Advance(long milliseconds)
    {
        lock (_gate)
            Anchor(Now() + milliseconds);
        Changed?.Invoke();
    }

    /// <summary>
    /// Real time until the clock shows <paramref name="simulatedMs"/> (ms UTC); 0 if it already shows that time or a later one; null if the clock is stopped.
    /// </summary>
    internal TimeSpan? RealTimeUntil(long simulatedMs)
    {
        lock (_gate)
        {
            var left = simulatedMs - Now();
            return left <= 0 ? TimeSpan.Zero : _speed > 0 ? TimeSpan.FromMilliseconds(Math.Min(left / _speed, int.MaxValue)) : null;
        }
    }

    private long Now() => _anchorMs + (long)(_time.GetElapsedTime(_anchorStamp).TotalMilliseconds * _speed);

    private void Anchor(long nowMs)
    {
        _anchorStamp = _time.GetTimestamp();
        _anchorMs = nowMs;
    }

    private static double Checked(double speed) =>
        speed >= 0 && double.IsFinite(speed)
            ? speed
            : throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed is a factor of 0 or more.");
}
