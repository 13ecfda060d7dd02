using BenchmarkDotNet.Attributes;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Web.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Benchmarks.Inner;

/// <summary>Reads a page that is in the cache: once without writing an answer, once with the answer written to an HTTP context.</summary>
public class CacheBenchmarks
{
    private static readonly PageKey Key = new(MadeCandles.Series(0), 1_000);

    private readonly PageCache _cache = new(32 * 1024 * 1024);

    [GlobalSetup]
    public async Task KeepAsync()
    {
        var page = new CachedPage(new EntityTagHeaderValue("\"v1\"", isWeak: true), new byte[200_000], static () => default);
        await _cache.GetAsync(Key, () => Task.FromResult(new PageRead(new CachedPageResult(page), page, new PageExtent(1, 0, 0, Closed: true))));
    }

    [Benchmark]
    public object Hit() => HitAsync();

    [Benchmark]
    public async Task HitAndAnswer()
    {
        var answer = await HitAsync();
        await answer.Answer.ExecuteAsync(new DefaultHttpContext());
    }

    private Task<PageRead> HitAsync() => _cache.GetAsync(Key, () => throw new InvalidOperationException("The page is not in the cache."));
}
