using CsCheck;
using static CryptoFlow.Monitoring.TestHealth;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>Hysteresis of a rule that is raised above 10 for 2 s and cleared at or below 5 for 3 s.</summary>
public sealed class AlertStateTests
{
    private static readonly AlertRule Ceiling = new("test", AlertSeverity.Warning, h => h.Writer.QueueDepth, 10, 5, (value, _) => $"It is {value}.")
    {
        RaiseAfter = TimeSpan.FromSeconds(2),
        ClearAfter = TimeSpan.FromSeconds(3),
    };

    private static readonly AlertRule Floor = Ceiling with { IsFloor = true, Raise = 5, Clear = 10 };

    private static readonly AlertRule Rising = Ceiling with { RaiseAfter = TimeSpan.Zero, ClearAfter = TimeSpan.Zero, Clear = 0, Trend = Trend.RiseWithin(TimeSpan.FromSeconds(60)) };

    [Fact]
    public void A_value_above_the_threshold_for_too_short_a_time_raises_no_alert() =>
        Assert.Empty(Run(Ceiling, (11, 1.5), (10, 0), (11, 1.5), (0, 9)).Events);

    [Fact]
    public void A_value_below_the_threshold_for_too_short_a_time_does_not_clear_the_alert()
    {
        var run = Run(Ceiling, (11, 2), (5, 2.5), (6, 0), (5, 2.5), (11, 9));
        Assert.IsType<AlertRaised>(Assert.Single(run.Events).Event);
    }

    [Fact]
    public void An_active_alert_keeps_its_begin_and_shows_the_last_value_above_the_threshold()
    {
        var run = new AlertRun(Ceiling).See(Depth(11) with { At = 1000 }, TimeSpan.FromSeconds(2)).See(Depth(99) with { At = 5000 }).See(Depth(3) with { At = 6000 });
        Assert.Equal(new ActiveAlert("test", AlertSeverity.Warning, 1000, "It is 99.", 99), run.Active);
        run.See(Depth(3) with { At = 7000 }, TimeSpan.FromSeconds(3));
        Assert.Equal((7000, "It is 99."), (run.Events[^1].Event.At, run.Events[^1].Event.Alert.Sentence));
        Assert.Null(run.Active);
    }

    [Fact]
    public void A_jump_of_the_clock_neither_raises_nor_ends_anything()
    {
        var run = new AlertRun(Ceiling).See(Depth(11) with { At = 0 }).See(Depth(11) with { At = 86_400_000 }, TimeSpan.FromSeconds(1));
        Assert.Empty(run.Events);
        run.See(Depth(11) with { At = -86_400_000 }, TimeSpan.FromSeconds(1));
        Assert.Single(run.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_value_between_the_two_thresholds_neither_raises_nor_clears_an_alert(bool floor) => Gen.Select(Gen.Bool, Gen.Int[6, 10].Array[1, 200]).Sample((raisedBefore, values) =>
    {
        // Values between the thresholds 5 and 10. These are 6 to 10 for the ceiling and 5 to 9 for the floor.
        var run = Run(floor ? Floor : Ceiling, ((raisedBefore, floor) switch { (true, true) => 4, (true, false) => 11, (false, true) => 10, _ => 5 }, 5));
        var events = run.Events.Count;
        Assert.Equal(raisedBefore ? 1 : 0, events);
        foreach (var value in values)
            run.See(Depth(floor ? value - 1 : value));
        Assert.Equal(events, run.Events.Count);
    });

    [Fact]
    public void Whatever_is_measured_alerts_begin_and_end_in_turn_and_no_sooner_than_the_rule_says() => Gen.Int[0, 15].Array[1, 300].Sample(values =>
    {
        var run = new AlertRun(Ceiling);
        foreach (var value in values)
            run.See(Depth(value));

        for (var i = 0; i < run.Events.Count; i++)
        {
            var (at, happened) = run.Events[i];
            Assert.Equal(i % 2 == 0, happened is AlertRaised);
            var steps = (int)((happened is AlertRaised ? Ceiling.RaiseAfter : Ceiling.ClearAfter) / AlertRun.Step);
            var last = (int)(at / AlertRun.Step);
            Assert.All(values[(last - steps)..(last + 1)], v => Assert.True(happened is AlertRaised ? v > 10 : v <= 5));
        }
    });

    [Fact]
    public void A_counter_is_compared_with_its_value_one_window_ago()
    {
        Assert.Empty(Run(Rising, (100, 1), (110, 61), (120, 1)).Events);
        var run = Run(Rising, (100, 1), (105, 30), (111, 1));
        Assert.Equal(11, Assert.Single(run.Events).Event.Alert.Value);
        run.See(Depth(111), TimeSpan.FromSeconds(61));
        Assert.IsType<AlertCleared>(run.Events[^1].Event);
    }

    [Fact]
    public void A_counter_that_was_reset_has_not_risen() => Assert.Empty(Run(Rising, (100, 1), (0, 1), (10, 9)).Events);

    [Fact]
    public void The_rise_of_a_counter_is_that_of_a_plain_look_back() => Gen.Int[0, 3].Array[1, 400].Sample(rises =>
    {
        var (trend, total, totals) = (Trend.RiseWithin(TimeSpan.FromSeconds(60)), 0, new List<int>());
        for (var second = 0; second < rises.Length; second++)
        {
            totals.Add(total += rises[second]);
            (trend, var rise) = trend.Add(total, TimeSpan.FromSeconds(second));
            Assert.Equal(total - totals[Math.Max(0, second - 60)], rise);
        }
    });

    [Theory]
    [InlineData(new[] { 3, 3, 4, 4 }, 3)] // An increase is no progress.
    [InlineData(new[] { 3, 3, 2, 2 }, 1)]
    [InlineData(new[] { 3, 0, 0, 3 }, 0)]
    [InlineData(new[] { 0, 0, 0, 0 }, 0)]
    public void The_time_without_a_fall_counts_from_the_last_fall(int[] measures, double seconds)
    {
        var (trend, value) = (Trend.SecondsWithoutFall, 0.0);
        for (var i = 0; i < measures.Length; i++)
            (trend, value) = trend.Add(measures[i], TimeSpan.FromSeconds(i));
        Assert.Equal(seconds, value);
    }

    private static AlertRun Run(AlertRule rule, params (int Depth, double Seconds)[] parts)
    {
        var run = new AlertRun(rule);
        foreach (var (depth, seconds) in parts)
            run.See(Depth(depth), TimeSpan.FromSeconds(seconds));
        return run;
    }

    private static SystemHealth Depth(int depth) => Well with { Writer = Well.Writer with { QueueDepth = depth } };
}
