using CryptoFlow.Cluster.Joining;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Cluster.Tests.Joining;

/// <summary>Which verdicts end a node: those that the same process repeats.</summary>
public sealed class LastingVerdictsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LastingVerdicts _verdicts;

    public LastingVerdictsTests() => _verdicts = new LastingVerdicts(_time);

    [Fact]
    public void A_verdict_that_is_repeated_for_15_s_lasts()
    {
        Assert.False(After(0, 1));
        Assert.False(After(14, 1));
        Assert.True(After(1, 1));
    }

    [Fact]
    public void A_verdict_that_is_taken_back_begins_anew()
    {
        After(0, 1);
        After(10, 1, holds: false);
        Assert.False(After(5, 1));
    }

    /// <summary>A stranger that has become a member is not asked any more, so it takes nothing back.</summary>
    [Fact]
    public void A_verdict_that_nobody_repeats_is_forgotten()
    {
        After(0, 1);
        Assert.False(After(36, 1));
        Assert.True(After(15, 1));
    }

    [Fact]
    public void A_process_that_was_started_again_on_the_same_address_begins_anew()
    {
        After(0, 1);
        Assert.False(After(20, 2));
    }

    private bool After(int seconds, int incarnation, bool holds = true)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _verdicts.Lasts(new NodeIdentity("b", incarnation), holds);
    }
}
