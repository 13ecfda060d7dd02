using System.Collections.Immutable;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Makes of a measure what a rule compares, with what it has to remember for that. Immutable.</summary>
public abstract record Trend
{
    /// <summary>The measure as it is.</summary>
    public static Trend Level { get; } = new Itself();

    /// <summary>How much a counter has risen within the last time. A counter that begins anew counts from there.</summary>
    public static Trend RiseWithin(TimeSpan window) => new Rise(window, []);

    /// <summary>For how long, in seconds, the measure has been above zero without falling.</summary>
    public static Trend SecondsWithoutFall { get; } = new Standstill(null, 0);

    /// <param name="measure">What was measured.</param>
    /// <param name="now">When, on a clock that never jumps.</param>
    public abstract (Trend Next, double Value) Add(double measure, TimeSpan now);

    private sealed record Itself : Trend
    {
        public override (Trend Next, double Value) Add(double measure, TimeSpan now) => (this, measure);
    }

    /// <param name="Window">How far back.</param>
    /// <param name="Seen">Each change, ascending; the first is what the counter was a window ago, or at first.</param>
    private sealed record Rise(TimeSpan Window, ImmutableQueue<(TimeSpan At, double Measure)> Seen) : Trend
    {
        private double Last { get; init; }

        public override (Trend Next, double Value) Add(double measure, TimeSpan now)
        {
            var seen = measure < Last ? [] : Seen;
            if (seen.IsEmpty || measure > Last)
                seen = seen.Enqueue((now, measure));
            while (seen.Dequeue() is { IsEmpty: false } rest && rest.Peek().At <= now - Window)
                seen = rest;
            return (this with { Seen = seen, Last = measure }, measure - seen.Peek().Measure);
        }
    }

    private sealed record Standstill(TimeSpan? Since, double Last) : Trend
    {
        public override (Trend Next, double Value) Add(double measure, TimeSpan now)
        {
            var since = measure <= 0 ? (TimeSpan?)null : Since is { } began && measure >= Last ? began : now;
            return (new Standstill(since, measure), since is { } from ? (now - from).TotalSeconds : 0);
        }
    }
}
