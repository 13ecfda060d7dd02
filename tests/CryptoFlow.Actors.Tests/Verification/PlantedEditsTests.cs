using System.Collections.Immutable;

namespace CryptoFlow.Verification;

/// <summary>1,000 edits of every kind in a copy of an exchange's candles. Each edit is found, and nothing else.</summary>
public sealed class PlantedEditsTests
{
    private const int Days = 120;
    private const long Start = 1_700_006_400_000 / 86_400_000 * 86_400_000;
    private const int Edits = 1_000;

    private static readonly Instrument Btc = new(Exchange.Binance, "BTCUSDT");
    private static readonly ImmutableArray<Interval> Intervals = [Interval.M15, Interval.H1, Interval.H4, Interval.D1];
    private static readonly TimeRange Whole = new(Start, Start + (Days * Interval.D1.Milliseconds));
    private static readonly ImmutableDictionary<Interval, ImmutableArray<Candle>> Truth = MakeTruth();

    /// <summary>Each field by the smallest amount, or so that the candle cannot be.</summary>
    private static readonly Func<Candle, Candle>[] Changes =
    [
        c => c with { Open = Math.BitIncrement(c.Open) },
        c => c with { High = Math.BitIncrement(c.High) },
        c => c with { Low = Math.BitDecrement(c.Low) },
        c => c with { Close = Math.BitIncrement(c.Close) },
        c => c with { Volume = Math.BitIncrement(c.Volume) },
        c => c with { BuyVolume = Math.BitIncrement(c.BuyVolume) },
        c => c with { SellVolume = c.SellVolume + 1 },
        c => c with { Delta = -c.Delta - 1 },
        c => c with { TradeCount = c.TradeCount + 1 },
        c => c with { Low = c.High + 1 },
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Against_the_exchange_every_edit_is_found_and_nothing_else_and_the_repair_restores_all(int seed)
    {
        var (file, planted) = Plant(seed);
        var book = new FindingBook();
        CheckLocally(file, book);
        foreach (var interval in Intervals)
        {
            foreach (var answer in Answers(interval))
            {
                var rows = file[interval];
                var verdict = ExchangeComparison.Compare(Series(interval), answer, [.. rows.Values.Where(c => answer.Asked.Contains(c.OpenTime))]);
                book.AddCompared(Series(interval), answer.Asked, verdict.Findings);
                foreach (var candle in verdict.Write)
                    rows[candle.OpenTime] = candle;
                foreach (var time in verdict.Delete)
                    rows.Remove(time);
            }
        }

        Assert.Equal(planted.Order(), Places(book.Settle()).Order());
        Assert.All(Intervals, interval => Assert.Equal(Truth[interval], file[interval].Values));
    }

    /// <summary>
    /// Without the exchange only contradictions within the file are found. A changed open inside an hour contradicts nothing, so not every edit is found.
    /// </summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Without_the_exchange_every_lost_shifted_and_impossible_candle_is_found_and_nothing_on_a_day_without_an_edit(int seed)
    {
        var (file, planted) = Plant(seed);
        var book = new FindingBook();
        CheckLocally(file, book);
        var findings = book.Settle();

        var days = planted.Select(p => Interval.D1.Floor(p.Time)).ToHashSet();
        Assert.All(findings, f => Assert.Contains(Interval.D1.Floor(f.Range.From), days));
        var found = Places(findings).ToHashSet();
        foreach (var (interval, time) in planted)
        {
            var stored = file[interval].TryGetValue(time, out var row);
            var inner = time > Truth[interval][0].OpenTime && time < Truth[interval][^1].OpenTime;
            if ((!stored && inner) || (stored && (row.FindDefect(interval) ?? row.FindSplitDefect(Exchange.Binance)) is not null))
                Assert.Contains((interval, time), found);
        }
    }

    [Fact]
    public void A_sound_file_has_no_finding()
    {
        var book = new FindingBook();
        CheckLocally(Copy(), book);
        Assert.Empty(book.Settle());
    }

    [Fact]
    public void A_wrong_roll_up_of_the_exchange_itself_is_a_contradiction_and_no_fault_of_the_file()
    {
        var file = Copy();
        var time = Truth[Interval.H4][7].OpenTime;
        file[Interval.H4][time] = file[Interval.H4][time] with { High = 1e6 };
        var book = new FindingBook();
        CheckLocally(file, book);
        Assert.Equal(FindingKind.RollUp, Assert.Single(book.Settle()).Kind);

        foreach (var interval in (Interval[])[Interval.M15, Interval.H4])
        {
            var answer = new ExchangeAnswer(Whole, [.. file[interval].Values], [], ProvesMissing: true);
            book.AddCompared(Series(interval), Whole, ExchangeComparison.Compare(Series(interval), answer, [.. file[interval].Values]).Findings);
        }

        var finding = Assert.Single(book.Settle());
        Assert.Equal((FindingKind.ExchangeContradictsItself, time), (finding.Kind, finding.Range.From));
        Assert.False(finding.Kind.IsFault());
    }

    [Fact]
    public void A_candle_that_the_exchange_may_have_forgotten_is_named_and_not_deleted()
    {
        var rows = Truth[Interval.H1].Take(10).ToList();
        var answer = new ExchangeAnswer(new TimeRange(Start, rows[9].OpenTime + 1), [.. rows.Skip(4).Where((_, i) => i != 2)], [], ProvesMissing: true);
        var verdict = ExchangeComparison.Compare(Series(Interval.H1), answer, rows);
        Assert.Equal(5, verdict.Findings.Count(f => f.Kind == FindingKind.NotAtExchange));
        Assert.Equal<long>([rows[6].OpenTime], verdict.Delete);

        Assert.True(ExchangeComparison.Compare(Series(Interval.H1), answer with { ProvesMissing = false }, rows).IsClean);
    }

    [Fact]
    public void A_hole_that_the_ledger_knows_is_no_finding()
    {
        var hole = new Finding(FindingKind.Hole, Series(Interval.M15), new TimeRange(0, 9_000_000), "");
        var rest = SeriesScan.Unknown(hole, [new TimeRange(900_000, 1_800_000), new TimeRange(2_700_000, 99_000_000)]);
        Assert.Equal([new TimeRange(0, 900_000), new TimeRange(1_800_000, 2_700_000)], rest.Select(f => f.Range));
        Assert.Empty(SeriesScan.Unknown(hole, [new TimeRange(-1, 99_000_000)]));
    }

    [Fact]
    public void The_hash_of_a_month_changes_with_every_field_and_names_the_month()
    {
        var here = Truth[Interval.D1];
        foreach (var change in Changes)
        {
            var there = here.SetItem(40, change(here[40]));
            var month = DateTimeOffset.FromUnixTimeMilliseconds(here[40].OpenTime).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal([month], MonthHashes.Differences(MonthHashes.Of(here), MonthHashes.Of(there)).Select(d => d.Month));
        }

        Assert.Empty(MonthHashes.Differences(MonthHashes.Of(here), MonthHashes.Of(here)));
        Assert.Equal(here.Length, MonthHashes.Of(here).Sum(m => m.Candles));
    }

    private static SeriesKey Series(Interval interval) => new(Btc, interval);

    private static void CheckLocally(Dictionary<Interval, SortedDictionary<long, Candle>> file, FindingBook book)
    {
        foreach (var interval in Intervals)
        {
            var scan = new SeriesScan(Series(interval));
            foreach (var finding in file[interval].Values.SelectMany(scan.Add))
                book.Add(finding);
        }

        foreach (var longer in Intervals.Skip(1))
        {
            foreach (var finding in RollUpComparison.Compare(Series(longer), file[longer].Values, Interval.M15, file[Interval.M15].Values))
                book.AddRollUp(finding, Interval.M15);
        }
    }

    /// <summary>The open times that findings name, a hole by each of its candles.</summary>
    private static List<(Interval Interval, long Time)> Places(IEnumerable<Finding> findings) =>
    [
        .. findings.SelectMany(f => f.Kind == FindingKind.Hole
            ? Enumerable.Range(0, (int)f.Range.Count(f.Series.Interval)).Select(i => (f.Series.Interval, f.Range.From + (i * f.Series.Interval.Milliseconds)))
            : [(f.Series.Interval, f.Range.From)]),
    ];

    private static IEnumerable<ExchangeAnswer> Answers(Interval interval)
    {
        var length = 500 * interval.Milliseconds;
        for (var from = Start; from < Whole.To; from += length)
        {
            var asked = new TimeRange(from, from + length).Intersect(Whole);
            yield return new ExchangeAnswer(asked, [.. Truth[interval].Where(c => asked.Contains(c.OpenTime))], [], ProvesMissing: true);
        }
    }

    private static (Dictionary<Interval, SortedDictionary<long, Candle>> File, HashSet<(Interval Interval, long Time)> Planted) Plant(int seed)
    {
        var random = new Random(seed);
        var file = Copy();
        var planted = new HashSet<(Interval, long)>();
        for (var edit = 0; edit < Edits;)
        {
            var interval = Intervals[random.Next(random.Next(1, 5))];
            var rows = file[interval];
            var truth = Truth[interval][random.Next(Truth[interval].Length)];
            if (planted.Contains((interval, truth.OpenTime)))
                continue;
            switch (random.Next(4))
            {
                case 0:
                    rows.Remove(truth.OpenTime);
                    break;
                case 1:
                    // Shifted: the candle is missing at its time, and a row lies off the grid.
                    var shifted = truth.OpenTime + random.Next(1, 900_000);
                    rows.Remove(truth.OpenTime);
                    rows[shifted] = truth with { OpenTime = shifted };
                    planted.Add((interval, shifted));
                    break;
                case 2:
                    // Doubled across intervals: the row of a 15m candle in the table of another interval.
                    var doubled = Truth[Interval.M15].First(c => c.OpenTime >= truth.OpenTime) with { Volume = random.Next(1, 9) };
                    rows[doubled.OpenTime] = doubled;
                    break;
                default:
                    rows[truth.OpenTime] = Changes[edit % Changes.Length](truth);
                    break;
            }

            planted.Add((interval, truth.OpenTime));
            edit++;
        }

        return (file, planted);
    }

    private static Dictionary<Interval, SortedDictionary<long, Candle>> Copy() =>
        Intervals.ToDictionary(i => i, i => new SortedDictionary<long, Candle>(Truth[i].ToDictionary(c => c.OpenTime)));

    private static ImmutableDictionary<Interval, ImmutableArray<Candle>> MakeTruth()
    {
        var random = new Random(99);
        var candles = ImmutableArray.CreateBuilder<Candle>();
        var price = 30_000m;
        for (var time = Whole.From; time < Whole.To; time += Interval.M15.Milliseconds)
        {
            var (open, close) = (price, price + (random.Next(-500, 501) / 10m));
            var (volume, buy) = (random.Next(1_000, 90_000) / 1000m, 0m);
            buy = Math.Round(volume * random.Next(1, 100) / 100m, 3);
            candles.Add(new Candle(
                time, (double)open, (double)(Math.Max(open, close) + 7.3m), (double)(Math.Min(open, close) - 4.1m), (double)close,
                (double)volume, (double)buy, (double)(volume - buy), (double)(buy - (volume - buy)), random.Next(100, 5_000)));
            price = Math.Max(20_000m, close);
        }

        var base15 = candles.ToImmutable();
        return Intervals.ToImmutableDictionary(
            i => i,
            i => i == Interval.M15 ? base15 : [.. RollUp.All(base15, Interval.M15, Timeframe.Of(i)).Select(r => r.Candle)]);
    }
}
