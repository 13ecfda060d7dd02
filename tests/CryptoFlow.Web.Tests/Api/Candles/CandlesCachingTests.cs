using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Web.CandlePages;

namespace CryptoFlow.Web.Tests.Api.Candles;

public sealed class CandlesCachingTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private static readonly Uri Address = new("/api/candles", UriKind.Relative);

    private readonly WebServer _server = fixture.Server;

    public static TheoryData<string> Changes => ["version", "database", "older", "fewer", "shifted"];

    [Fact]
    public async Task A_client_that_has_the_page_gets_304_without_a_body()
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, Some.Candles(3));
        using var first = await _server.Client.GetAsync(Address);
        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
        Assert.True(first.Headers.ETag!.IsWeak);

        using var second = await SendAsync(HttpMethod.Get, ("If-None-Match", first.Headers.ETag.ToString()));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Contains("Accept-Encoding", second.Headers.Vary);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_request_that_the_cache_answers_still_counts_as_a_read_for_the_writer()
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, Some.Candles(3));
        using var first = await _server.Client.GetAsync(Address);
        _server.System.Asked.Clear();
        var began = Stopwatch.GetTimestamp();

        using var second = await _server.Client.GetAsync(Address);

        Assert.Empty(_server.System.Asked);
        Assert.InRange(_server.System.Reading.Since, TimeSpan.Zero, Stopwatch.GetElapsedTime(began));
    }

    [Theory]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("\"other\"", HttpStatusCode.OK)]
    [InlineData("not a tag at all", HttpStatusCode.OK)]
    public async Task Other_conditions_are_answered_as_http_says(string condition, HttpStatusCode status)
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, Some.Candles(3));

        using var response = await SendAsync(HttpMethod.Get, ("If-None-Match", condition));

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_the_answer_changes_its_ETag(string change)
    {
        var read = Some.Read(Some.Btc, Some.Candles(3));
        var changed = change switch
        {
            "version" => read with { SeriesVersion = 8 },
            "database" => read with { DatabaseId = new string('f', 32) },
            "older" => read with { HasOlder = true },
            "fewer" => read with { Candles = read.Candles[1..] },
            _ => read with { Candles = [.. read.Candles.Select(c => c with { OpenTime = c.OpenTime + 900_000 })] },
        };

        Assert.NotEqual(CandlesPage.TagOf(read), CandlesPage.TagOf(changed));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Pages_are_compressed_for_those_who_ask(string encoding)
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, Some.Candles(1000));
        using var plain = await _server.Client.GetAsync(Address);
        var expected = await plain.Content.ReadAsByteArrayAsync();

        using var response = await SendAsync(HttpMethod.Get, ("Accept-Encoding", encoding));

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        Assert.Equal(plain.Headers.ETag, response.Headers.ETag);
        var packed = await response.Content.ReadAsByteArrayAsync();
        Assert.True(packed.Length < expected.Length / 2);
        Assert.Equal(expected, Unpack(packed, encoding));
    }

    [Fact]
    public async Task Head_has_the_headers_of_get_and_no_body()
    {
        _server.System.Readers = _ => Some.Read(Some.Btc, ImmutableArray<Candle>.Empty);

        using var response = await SendAsync(HttpMethod.Head);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(response.Headers.ETag);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Error_answers_must_not_be_cached()
    {
        _server.System.Readers = _ => new ReaderProtocol.ReadRefused(ReadRefusal.QueueFull, "Full.", TimeSpan.FromSeconds(1));

        using var response = await _server.Client.GetAsync(Address);

        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Null(response.Headers.ETag);
    }

    private static byte[] Unpack(byte[] packed, string encoding)
    {
        using var source = new MemoryStream(packed);
        using Stream unpacker = encoding == "br" ? new BrotliStream(source, CompressionMode.Decompress) : new GZipStream(source, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        unpacker.CopyTo(plain);
        return plain.ToArray();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _server.Client.SendAsync(request);
    }
}
