using CryptoFlow.Verification;

namespace CryptoFlow.Collectors.Sweep;

public sealed class SweepFindingsTests
{
    private static readonly SeriesKey Base = new(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
    private static readonly SeriesKey Hours = Base with { Interval = Interval.H1 };
    private static readonly TimeRange Day = new(0, 86_400_000);
    private static readonly Finding OffGrid = new(FindingKind.OffGrid, Base, new TimeRange(900_001, 900_002), "off");
    private static readonly Finding RollUp = new(FindingKind.RollUp, Hours, new TimeRange(3_600_000, 7_200_000), "other");

    private readonly SweepFindings _findings = new();

    [Fact]
    public void The_next_comparison_of_a_page_replaces_its_findings_and_no_others()
    {
        Compared(Base, Day, [OffGrid], []);
        Compared(Base, new TimeRange(Day.To, 2 * Day.To), [], []);
        Compared(Hours, Day, [], []);
        Assert.Equal(1, _findings.Totals.Faults);
        Assert.Contains("off", _findings.Totals.First, StringComparison.Ordinal);

        Compared(Base, Day, [], []);
        Assert.Equal(FindingTotals.None, _findings.Totals);
    }

    [Fact]
    public void A_wrong_roll_up_becomes_a_contradiction_when_both_sides_were_compared_and_ends_when_it_is_right()
    {
        Compared(Base, Day, [], [RollUp]);
        Assert.Equal((1, 0), (_findings.Totals.RollUps, _findings.Totals.Contradictions));
        Assert.Equal<Finding>([RollUp], _findings.RollUpsOf(Hours));

        _findings.Replace(new CheckedPage(new PageTask(Hours, Day), [], default, [], [(RollUp, true)]));
        Compared(Base, Day, [], [RollUp]);
        Assert.Equal((0, 1), (_findings.Totals.RollUps, _findings.Totals.Contradictions));

        Compared(Base, Day, [], []);
        Assert.Equal(FindingTotals.None, _findings.Totals);
    }

    [Fact]
    public void A_finding_about_a_longer_candle_ends_when_the_sweep_has_corrected_the_candle()
    {
        Compared(Base, Day, [], [RollUp]);
        _findings.Replace(new CheckedPage(new PageTask(Hours, Day), [], default, [], [(RollUp, false)]));
        Assert.Equal(FindingTotals.None, _findings.Totals);
    }

    [Fact]
    public void The_findings_of_removed_candles_are_dropped()
    {
        Compared(Base, Day, [OffGrid], [RollUp]);
        _findings.Forget(_ => 900_001);
        Assert.Equal((1, 1), (_findings.Totals.Faults, _findings.Totals.RollUps));

        _findings.Forget(series => series == Base ? Day.To : 3_600_001);
        Assert.Equal(FindingTotals.None, _findings.Totals);
    }

    [Fact]
    public void The_number_of_remembered_findings_is_bounded()
    {
        Compared(Base, Day, [.. Enumerable.Range(0, 5_000).Select(i => OffGrid with { Range = new TimeRange(i, i + 1) })], []);
        Assert.Equal(1_000, _findings.Totals.Faults);
    }

    private void Compared(SeriesKey series, TimeRange page, Finding[] rows, Finding[] rollUps) =>
        _findings.Replace(new CheckedPage(new PageTask(series, page), [.. rows], series == Base ? page : default, [.. rollUps], []));
}
