using CryptoFlow.Simulator.Clock;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Simulator.Tests.Clock;

/// <summary>The clock of the exchanges, and the clock of the exchanges' limits.</summary>
public sealed class SimulatedClockTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000));

    [Fact]
    public void By_default_it_shows_the_real_time()
    {
        var clock = new SimulatedClock(_time, startMs: null, speed: 1);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1_005_000, clock.NowMs);
        Assert.Equal(1_005_000, clock.LimiterNowMs);
    }

    [Fact]
    public void After_a_change_of_speed_the_clock_continues_from_its_present_time()
    {
        var clock = new SimulatedClock(_time, startMs: 100, speed: 10);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(150, clock.NowMs);

        clock.Speed = 2;
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(160, clock.NowMs);

        clock.Set(1000);
        clock.Advance(-1);
        Assert.Equal(999, clock.NowMs);
    }

    [Fact]
    public void Limits_are_measured_in_real_time_at_any_simulated_time_and_speed()
    {
        var clock = new SimulatedClock(_time, startMs: 100, speed: 10);
        clock.Advance(5_000);
        _time.Advance(TimeSpan.FromMilliseconds(7));

        Assert.Equal(1_000_007, clock.LimiterNowMs);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_speed_that_is_not_a_factor_is_refused(double speed) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedClock(_time, 0, speed));
}
