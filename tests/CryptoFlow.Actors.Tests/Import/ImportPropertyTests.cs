using CsCheck;

namespace CryptoFlow.Import;

/// <summary>In any CSV format, the import stores the same candles as an exchange's answer with the same texts would.</summary>
public sealed class ImportPropertyTests
{
    [Fact]
    public Task Any_order_any_layout_and_any_repetition_of_the_same_candles_gives_the_same_rows() =>
        Gen.Select(RawCandle.Series, CsvStyle.Any, Gen.Int[0, int.MaxValue]).SampleAsync(
            async (candles, style, seed) =>
            {
                var random = new Random(seed);
                RawCandle[] rows = [.. candles, .. candles.Where(_ => random.Next(4) == 0)];
                random.Shuffle(rows);
                var run = new ImportRun();

                var summary = await run.RunAsync(CsvText.Of(rows, style));

                Assert.Empty(summary.RejectedRows);
                Assert.Equal((rows.Length, candles.Length, rows.Length - candles.Length), (summary.Rows, summary.Candles, summary.Duplicates));
                Assert.Equal((candles[0].Time, candles[^1].Time), (summary.Oldest, summary.Newest));
                Assert.Equal(candles.Select(c => style.Raw ? c.Collected() : c.CollectedPlain()), run.Stored);
            },
            iter: 1_000);

    [Fact]
    public Task Concatenated_files_of_different_layouts_give_the_rows_of_both() =>
        Gen.Select(RawCandle.Series, CsvStyle.Any, CsvStyle.Any, Gen.Int[0, 60]).SampleAsync(
            async (candles, one, other, cut) =>
            {
                // A second file without a header could have another column order, which the import cannot notice. So the second file always has a header.
                (one, other) = (one with { Packing = Packing.Plain, LastLineEnds = true }, other with { Packing = Packing.Plain, Bom = false, Header = true });
                var (first, second) = (candles.Take(cut).ToArray(), candles.Skip(cut).ToArray());
                var run = new ImportRun();

                var summary = await run.RunAsync([.. CsvText.Of(first, one), .. CsvText.Of(second, other)]);

                Assert.Empty(summary.RejectedRows);
                Assert.Equal(
                    [.. first.Select(c => one.Raw ? c.Collected() : c.CollectedPlain()), .. second.Select(c => other.Raw ? c.Collected() : c.CollectedPlain())],
                    run.Stored);
            },
            iter: 500);

    [Fact]
    public Task A_file_of_any_bytes_is_read_or_refused_and_every_line_is_counted() =>
        Gen.Select(RawCandle.Series, Gen.Byte.Array[0, 200], Gen.Int[0, 10_000]).SampleAsync(
            async (candles, noise, at) =>
            {
                var file = CsvText.Of(candles, CsvStyle.Simple).ToList();
                file.InsertRange(at % (file.Count + 1), noise);
                var run = new ImportRun();
                try
                {
                    var summary = await run.RunAsync([.. file]);
                    Assert.Equal(summary.Rows, summary.Candles + summary.Duplicates + summary.Rejected);
                    Assert.Equal(summary.Candles, run.Stored.Count);
                    Assert.All(run.Stored, c => Assert.Null(c.FindDefect(Interval.M15)));
                }
                catch (InvalidDataException)
                {
                    Assert.Empty(run.Stored);
                }
            },
            iter: 2_000);
}
