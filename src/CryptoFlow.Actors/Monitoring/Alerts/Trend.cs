using System.Collections.Immutable;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Converts measured values to the value that a rule compares, and holds the history for this. Immutable.</summary>
public abstract record Trend
{
    /// <summary>The measured value itself.</summary>
    public static Trend Level { get; } = new Itself();

    /// <summary>The increase of a counter within the window before now. If the counter falls, it was reset, and the history starts again there.</summary>
    public static Trend RiseWithin(TimeSpan window) => new Rise(window, []);

    /// <summary>The time for which the measure has been above zero without falling, seconds.</summary>
    public static Trend SecondsWithoutFall { get; } = new Standstill(null, 0);

    /// <param name="measure">The measured value.</param>
    /// <param name="now">The time on a monotonic clock.</param>
    public abstract (Trend Next, double Value) Add(double measure, TimeSpan now);

    private sealed record Itself : Trend
    {
        public override (Trend Next, double Value) Add(double measure, TimeSpan now) => (this, measure);
    }

    /// <param name="Window">Length of the window.</param>
    /// <param name="Seen">Each increase of the counter, ascending by time. The first element is the value at the start of the window, or the first known value.</param>
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
