using CryptoFlow.Errors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Import;

/// <summary>How rows reach the sink: in pages, without duplicates. Some files are refused as a whole.</summary>
public sealed class CandleImportTests
{
    private const long T = 1_700_000_100_000;
    private const int Page = WriterProtocol.MaxCandlesPerMessage;

    private static IEnumerable<RawCandle> Rows(int count) => Enumerable.Range(0, count).Select(i => RawCandle.At(T + (i * 900_000L)));

    [Fact]
    public async Task Pages_are_full_and_the_last_one_has_the_rest()
    {
        var run = new ImportRun();

        await run.RunAsync(CsvText.Of(Rows((3 * Page) + 1), CsvStyle.Simple));

        Assert.Equal([1, Page, Page, Page], run.Pages.Select(p => p.Length).Order());
    }

    [Fact]
    public async Task Never_more_than_two_pages_wait_for_the_sink()
    {
        var (inside, most) = (0, 0);
        var gate = new Lock();
        var run = new ImportRun
        {
            OnPage = async _ =>
            {
                lock (gate)
                    most = Math.Max(most, ++inside);

                // Long enough for a third page to come, if the import allowed it.
                for (var i = 0; i < 2_000 && Volatile.Read(ref inside) < 3; i++)
                    await Task.Yield();
                lock (gate)
                    inside--;
            },
        };

        await run.RunAsync(CsvText.Of(Rows(20 * Page), CsvStyle.Simple));

        Assert.InRange(most, 1, 2);
        Assert.Equal(20, run.Pages.Count);
    }

    [Fact]
    public async Task The_first_row_of_an_open_time_counts_and_a_later_row_that_differs_is_rejected()
    {
        var run = new ImportRun();
        RawCandle[] rows = [.. Rows(2 * Page), RawCandle.At(T), RawCandle.At(T + 900_000, close: "100.50"), RawCandle.At(T, close: "100.6")];

        var summary = await run.RunAsync(CsvText.Of(rows, CsvStyle.Simple));

        Assert.Equal((2 * Page, 2, 1), (summary.Candles, summary.Duplicates, summary.Rejected));
        Assert.Equal(new RejectedRow((2 * Page) + 3, "it differs from an earlier row with the same open time"), Assert.Single(summary.RejectedRows));
        Assert.Equal(100.5, run.Stored[0].Close);
    }

    [Fact]
    public async Task A_valid_row_after_an_impossible_row_of_the_same_open_time_is_imported()
    {
        var run = new ImportRun();
        Assert.Single(await run.RejectedAsync($"{T},100,90,99,100,1", $"{T},100,101,99,100,1"));
        Assert.Single(run.Stored);
    }

    [Fact]
    public async Task The_first_20_rejected_rows_are_described_and_all_are_counted()
    {
        var run = new ImportRun();

        var summary = await run.RunAsync(CsvText.Lines([.. Rows(30).Select(CsvText.Line), .. Enumerable.Repeat("nonsense", 25)]));

        Assert.Equal((55, 30, 25), (summary.Rows, summary.Candles, summary.Rejected));
        Assert.Equal(Enumerable.Range(31, 20).Select(line => (long)line), summary.RejectedRows.Select(r => r.Line));
    }

    [Fact]
    public async Task Without_a_sink_the_rows_are_only_counted()
    {
        await using var source = await CsvSource.OpenAsync(new MemoryStream(CsvText.Of(Rows(2_000), CsvStyle.Simple)), CancellationToken.None);

        var summary = await new CandleImport(new CsvRows(source, TestCandles.Btc15, ImportRun.Now), sink: null).RunAsync(() => { }, CancellationToken.None);

        Assert.Equal((2_000, 0, 0, 0), (summary.Candles, summary.Inserted, summary.Updated, summary.Unchanged));
    }

    [Theory]
    [InlineData(60, 24, "at least 60 minutes apart")]
    [InlineData(60, 3_000, "at least 60 minutes apart")]
    [InlineData(5, 200, "133 of the first 200 rows")]
    [InlineData(1, 3_000, "1400 of the first 1500 rows")]
    public async Task A_file_of_another_interval_is_refused_before_anything_is_stored(int minutes, int count, string says)
    {
        var run = new ImportRun();
        var lines = Enumerable.Range(0, count).Select(i => $"{1_672_531_200_000 + (i * minutes * 60_000L)},100,101,99,100,1");

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => run.RunAsync(CsvText.Lines(lines)));

        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(run.Pages);
    }

    [Fact]
    public async Task A_file_with_a_few_candles_that_lie_far_apart_is_accepted()
    {
        var run = new ImportRun();
        await run.RunAsync(CsvText.Lines(Enumerable.Range(0, 19).Select(i => $"{1_672_531_200_000 + (i * 3_600_000L)},100,101,99,100,1")));
        Assert.Equal(19, run.Stored.Count);
    }

    [Fact]
    public async Task A_sink_that_refuses_ends_the_import_and_the_summary_counts_the_stored_candles()
    {
        var pages = 0;
        var run = new ImportRun { OnPage = _ => Interlocked.Increment(ref pages) > 2 ? throw new UserError("No more.") : Task.CompletedTask };
        await using var source = await CsvSource.OpenAsync(new MemoryStream(CsvText.Of(Rows(10 * Page), CsvStyle.Simple)), CancellationToken.None);
        var import = new CandleImport(new CsvRows(source, run.Series, ImportRun.Now), run);

        await Assert.ThrowsAsync<UserError>(() => import.RunAsync(() => { }, CancellationToken.None));

        Assert.Equal(run.Pages.Sum(p => p.Length), import.Summary.Inserted);
        Assert.Equal(2 * Page, import.Summary.Inserted);
    }
}
