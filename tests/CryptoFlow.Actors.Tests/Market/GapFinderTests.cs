using CsCheck;

namespace CryptoFlow.Market;

/// <summary>Compares the gap finder with a simple model that checks each open time separately.</summary>
public sealed class GapFinderTests
{
    private static readonly Gen<Interval> AnyInterval = Gen.OneOf(Gen.Const(Interval.M1), Gen.Const(Interval.M15), Gen.Const(Interval.H1), Gen.Const(Interval.D1));

    /// <summary>Ascending and disjoint ranges of small numbers. They may touch each other.</summary>
    private static readonly Gen<TimeRange[]> AnyRanges = Gen.Long[0, 60].Array[0, 12].Select(times =>
        times.Distinct().Order().Chunk(2).Where(pair => pair.Length == 2).Select(pair => new TimeRange(pair[0], pair[1])).ToArray());

    [Fact]
    public void Missing_and_stored_open_times_together_are_the_expected_ones() =>
        Gen.Select(AnyInterval, Gen.Int[-20, 20], Gen.Int[0, 40], Gen.Int[-25, 65].Array[0, 60], Gen.Double[0, 1], Gen.Double[0, 1]).Sample(
            (interval, first, count, present, early, late) =>
            {
                var step = interval.Milliseconds;
                var expected = new TimeRange((first * step) + (long)(early * (step - 1)), ((first + count) * step) + (long)(late * (step - 1)));
                long[] stored = [.. present.Select(p => p * step).Distinct().Order()];

                var missing = GapFinder.FindMissing(interval, expected, stored);

                var naive = Enumerable.Range(-30, 120).Select(i => i * step)
                    .Where(t => t >= expected.From && t + step <= expected.To && !stored.Contains(t));
                Assert.Equal(naive, missing.SelectMany(r => OpenTimes(r, step)));
                Assert.All(missing, r => Assert.True(!r.IsEmpty && interval.IsAligned(r.From) && interval.IsAligned(r.To)));
                Assert.All(missing.Zip(missing.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From, "Two ranges touch: they are not maximal."));
            });

    [Fact]
    public void Open_times_off_the_grid_do_not_count_as_present()
    {
        var step = Interval.M15.Milliseconds;
        var missing = GapFinder.FindMissing(Interval.M15, new TimeRange(0, 3 * step), [1, step + 1, (2 * step) - 1, 2 * step]);
        Assert.Equal<TimeRange>([new TimeRange(0, 2 * step)], missing);
    }

    [Fact]
    public void A_difference_of_ranges_has_exactly_the_open_times_that_are_not_covered() =>
        Gen.Select(AnyRanges, AnyRanges).Sample((ranges, excluded) =>
        {
            var rest = GapFinder.Subtract(ranges, excluded);

            var naive = ranges.SelectMany(r => OpenTimes(r, 1)).Where(t => !excluded.Any(e => e.Contains(t)));
            Assert.Equal(naive, rest.SelectMany(r => OpenTimes(r, 1)));
            Assert.DoesNotContain(rest, r => r.IsEmpty);
        });

    [Fact]
    public void A_search_for_a_few_ranges_ends_with_the_last_range_and_can_continue_there() =>
        Gen.Select(Gen.Int[0, 60].Array[0, 60], Gen.Int[1, 5]).Sample((present, most) =>
        {
            var step = Interval.M15.Milliseconds;
            var expected = new TimeRange(0, 50 * step);
            long[] stored = [.. present.Select(p => p * step).Distinct().Order()];
            var parts = new List<TimeRange>();
            for (var rest = expected; !rest.IsEmpty;)
            {
                var (searched, missing) = GapFinder.FindMissing(Interval.M15, rest, stored.Where(t => t >= rest.From), most);
                Assert.InRange(missing.Length, 0, most);
                Assert.All(missing, m => Assert.Equal(m, m.Intersect(searched)));
                Assert.True(searched.From == rest.From && !searched.IsEmpty);
                parts.AddRange(missing);
                rest = rest with { From = searched.To };
            }

            Assert.Equal(GapFinder.FindMissing(Interval.M15, expected, stored), parts.AsEnumerable());
        });

    [Fact]
    public void Set_operations_on_ranges_equal_those_on_their_open_times() =>
        Gen.Select(AnyRanges, AnyRanges, Gen.Long[0, 60], Gen.Long[0, 60]).Sample((left, right, from, to) =>
        {
            var all = TimeRanges.Union([.. right, .. left]);
            var window = new TimeRange(Math.Min(from, to), Math.Max(from, to));

            AssertTimes(left.Concat(right).SelectMany(r => OpenTimes(r, 1)).Distinct().Order(), all);
            AssertTimes(left.SelectMany(r => OpenTimes(r, 1)).Where(t => right.Any(r => r.Contains(t))), TimeRanges.Intersect(left, right));
            AssertTimes(left.SelectMany(r => OpenTimes(r, 1)).Where(window.Contains), TimeRanges.Within([.. left], window));
            Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.To < pair.Second.From));

            static void AssertTimes(IEnumerable<long> expected, IEnumerable<TimeRange> ranges)
            {
                Assert.All(ranges, r => Assert.False(r.IsEmpty));
                Assert.Equal(expected, ranges.SelectMany(r => OpenTimes(r, 1)));
            }
        });

    [Fact]
    public void An_empty_range_contains_no_gap() => Assert.Empty(TimeRanges.Within([new TimeRange(4, 9)], new TimeRange(6, 6)));

    private static IEnumerable<long> OpenTimes(TimeRange range, long step)
    {
        for (var time = range.From; time < range.To; time += step)
            yield return time;
    }
}
