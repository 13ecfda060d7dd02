using CryptoFlow.Simulator.Clock;

namespace CryptoFlow.Simulator.Control;

/// <summary>The body of <c>POST /sim/clock</c>. A missing member leaves its value unchanged.</summary>
/// <param name="Set">The new simulated time, ms UTC.</param>
/// <param name="Advance">Simulated ms to jump forward, after <paramref name="Set"/>.</param>
/// <param name="Speed">Simulated ms per real ms.</param>
internal sealed record ClockChange(long? Set, long? Advance, double? Speed)
{
    public void Apply(SimulatedClock clock)
    {
        if (Speed is { } speed)
            clock.Speed = speed;
        if (Set is { } nowMs)
            clock.Set(nowMs);
        if (Advance is { } milliseconds)
            clock.Advance(milliseconds);
    }
}
