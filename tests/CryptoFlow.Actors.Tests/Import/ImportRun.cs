using System.Collections.Immutable;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Import;

/// <summary>Imports bytes into a sink that records the pages.</summary>
internal sealed class ImportRun : ICandleSink
{
    /// <summary>The last second of 2024, later than all candles that the tests import.</summary>
    public const long Now = 1_735_689_599_000;

    private readonly Lock _lock = new();
    private readonly List<ImmutableArray<Candle>> _pages = [];

    public SeriesKey Series { get; init; } = TestCandles.Btc15;

    /// <summary>Called for each page before the page counts as stored.</summary>
    public Func<ImmutableArray<Candle>, Task> OnPage { get; init; } = _ => Task.CompletedTask;

    public IReadOnlyList<ImmutableArray<Candle>> Pages
    {
        get
        {
            lock (_lock)
                return [.. _pages];
        }
    }

    public List<Candle> Stored => [.. Pages.SelectMany(p => p).OrderBy(c => c.OpenTime)];

    public async Task<ImportSummary> RunAsync(byte[] file, CancellationToken cancellation = default)
    {
        await using var source = await CsvSource.OpenAsync(new MemoryStream(file), cancellation);
        return await new CandleImport(new CsvRows(source, Series, Now), this).RunAsync(() => { }, cancellation);
    }

    /// <summary>Imports lines of text. Returns each rejected line with its number, from 1.</summary>
    public async Task<string[]> RejectedAsync(params IEnumerable<string> lines) =>
        [.. (await RunAsync(CsvText.Lines(lines))).RejectedRows.Select(r => $"{r.Line}: {r.Reason}")];

    public async Task<StoredCounts> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation)
    {
        Assert.Equal(Series, series);
        Assert.InRange(candles.Length, 1, WriterProtocol.MaxCandlesPerMessage);
        Assert.Equal(candles.OrderBy(c => c.OpenTime), candles);
        await OnPage(candles);
        lock (_lock)
            _pages.Add(candles);
        return new StoredCounts(candles.Length, 0, 0);
    }
}
