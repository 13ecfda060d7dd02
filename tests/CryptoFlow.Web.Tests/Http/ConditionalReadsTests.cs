using System.Net;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.Caching;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace CryptoFlow.Web.Tests.Http;

/// <summary>
/// Writes and conditional reads of the newest page over HTTP, in any order and in parallel. A read sees every write that was acknowledged before the read
/// began. The server never answers 304 for a page that has changed.
/// </summary>
public sealed class ConditionalReadsTests(ITestOutputHelper output)
{
    private const int Readers = 4;
    private const int Writes = 400;
    private const int PageSize = 3;

    private readonly Lock _lock = new();

    /// <summary>The number of all changes of the series, and the number of changes that the newest page shows. The last close of the page is the second number.</summary>
    private (long Version, long Shown) _stored = (1, 1);

    private long _acknowledged = 1;

    [Fact]
    public async Task No_read_sees_less_than_was_acknowledged_and_no_304_stands_for_a_changed_page()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CRYPTOFLOW_SEED"), out var given) ? given : Environment.TickCount & 0xFFFFFF;
        output.WriteLine($"CRYPTOFLOW_SEED={seed} repeats the draws");
        await using var server = await WebServer.StartAsync();
        server.System.Readers = m => Page(((ReaderProtocol.ReadCandles)m).Series);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(1, Readers).Select(i => ReadAsync(server, new Random(seed + i), done.Token)).ToList();

        var chance = new Random(seed);
        var cache = server.Services.GetRequiredService<PageCache>();
        for (var i = 0; i < Writes; i++)
        {
            Write(cache, newest: chance.Next(3) > 0);
            if (chance.Next(4) == 0)
                await Task.Yield();
        }

        await done.CancelAsync();
        var seen = await Task.WhenAll(readers);
        Assert.All(seen, s => Assert.Empty(s.Wrong));
        Assert.True(seen.Sum(s => s.Full) > 0);

        // Without a writer at work, a client sees exactly what is stored.
        Assert.Equal((HttpStatusCode.OK, (double)_stored.Shown), (await GetAsync(server, null)) is var (status, close, _) ? (status, close) : default);
    }

    /// <summary>Does the same as the writer: COMMIT, then tells the caches, then acknowledges to the sender.</summary>
    private void Write(PageCache cache, bool newest)
    {
        long version, shown;
        lock (_lock)
            (version, shown) = _stored = (_stored.Version + 1, _stored.Shown + (newest ? 1 : 0));
        var changed = newest ? Time(PageSize - 1) : Time(-1);
        cache.Changed(Some.Btc, changed, changed, version);
        Volatile.Write(ref _acknowledged, shown);
    }

    private async Task<(int Full, int NotModified, List<string> Wrong)> ReadAsync(WebServer server, Random chance, CancellationToken done)
    {
        var (full, notModified, wrong) = (0, 0, new List<string>());
        (string? Tag, double Close) mine = (null, 0);
        do
        {
            var least = Volatile.Read(ref _acknowledged);
            var (status, close, tag) = await GetAsync(server, chance.Next(4) > 0 ? mine.Tag : null);
            if (status == HttpStatusCode.NotModified)
            {
                notModified++;
                if (mine.Close < least)
                    wrong.Add($"304 to a client that has {mine.Close}, after {least} was acknowledged");
            }
            else
            {
                full++;
                mine = (tag, close);
                if (close < least)
                    wrong.Add($"{close} read, after {least} was acknowledged");
            }
        }
        while (!done.IsCancellationRequested || notModified == 0);
        return (full, notModified, wrong);
    }

    private static async Task<(HttpStatusCode Status, double Close, string? Tag)> GetAsync(WebServer server, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/candles?limit={PageSize}", UriKind.Relative));
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var response = await server.Client.SendAsync(request);
        var close = response.StatusCode == HttpStatusCode.OK ? (await response.JsonAsync()).GetProperty("candles")[PageSize - 1].GetProperty("close").GetDouble() : 0;
        return (response.StatusCode, close, response.Headers.ETag?.ToString());
    }

    private ReaderProtocol.CandlesRead Page(SeriesKey series)
    {
        lock (_lock)
        {
            return new ReaderProtocol.CandlesRead(
                series,
                Known: true,
                [.. Enumerable.Range(0, PageSize).Select(i => Some.CandleAt(Time(i), close: i == PageSize - 1 ? _stored.Shown : 1))],
                HasOlder: true,
                _stored.Version,
                Some.DatabaseId);
        }
    }

    private static long Time(int candle) => Some.Start + (candle * 900_000L);
}
