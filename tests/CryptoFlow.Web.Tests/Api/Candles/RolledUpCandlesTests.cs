using System.Collections.Immutable;
using System.Net;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Api.Candles;

/// <summary><c>GET /api/candles</c> at lengths that are not stored.</summary>
public sealed class RolledUpCandlesTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private static readonly SeriesKey Doge = new(new Instrument(Exchange.Binance, "DOGEUSDT"), Interval.M15);

    private readonly WebServer _server = fixture.Server;

    [Theory]
    [InlineData("2h", 60, 120)]
    [InlineData("45m", 15, 45)]
    [InlineData("6h", 60, 360)]
    [InlineData("12H", 240, 720)]
    [InlineData("3d", 1440, 4320)]
    [InlineData("1w", 1440, 10_080)]
    [InlineData("1M", 1440, 0)]
    public async Task The_longest_collected_interval_that_divides_the_length_is_the_base(string tf, int interval, int minutes)
    {
        var queries = Script(stored: [], Some.Candles(1));

        await _server.GetJsonAsync($"/api/candles?tf={tf}&to=2025-01-01");

        var query = queries.Last();
        Assert.Equal(interval, query.Series.Interval.Minutes);
        Assert.Equal((minutes, minutes == 0), (query.RolledUpTo!.Value.Minutes, query.RolledUpTo.Value.IsMonth));
    }

    [Fact]
    public async Task A_candle_says_whether_it_is_complete()
    {
        Script(stored: [], [Some.CandleAt(7_200_000), Some.CandleAt(14_400_000)], [new(2, 2), new(1, 2)]);

        var answer = await _server.GetJsonAsync("/api/candles?tf=2h");

        Assert.Equal(["candles", "exchange", "symbol", "oldestTime", "hasMore", "tf", "rolledUpFrom"], answer.Names());
        Assert.Equal(("2h", "1h"), (answer.GetProperty("tf").GetString(), answer.GetProperty("rolledUpFrom").GetString()));
        Assert.EndsWith(",\"clusters\":{},\"complete\":true}", answer.GetProperty("candles")[0].GetRawText(), StringComparison.Ordinal);
        Assert.EndsWith(",\"clusters\":{},\"complete\":false,\"held\":1,\"expected\":2}", answer.GetProperty("candles")[1].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_page_is_cached_until_a_commit_of_its_base_touches_it()
    {
        var queries = Script(stored: [], [Some.CandleAt(7_200_000), Some.CandleAt(14_400_000)]);
        using var first = await _server.Client.GetAsync(new Uri("/api/candles?tf=2h&limit=2", UriKind.Relative));
        using var second = await GetAsync("/api/candles?tf=2h&limit=2", first.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Single(queries);

        Commit(Some.Btc with { Interval = Interval.M15 });
        using var third = await GetAsync("/api/candles?tf=2h&limit=2", first.Headers.ETag.ToString());
        Assert.Equal(HttpStatusCode.NotModified, third.StatusCode);
        Assert.Single(queries);

        Script(stored: [], [Some.CandleAt(7_200_000), Some.CandleAt(14_400_000)], version: 8, forget: false);
        Commit(Some.Btc with { Interval = Interval.H1 });
        using var fourth = await GetAsync("/api/candles?tf=2h&limit=2", first.Headers.ETag.ToString());
        Assert.Equal(HttpStatusCode.OK, fourth.StatusCode);
    }

    [Fact]
    public async Task A_stored_series_that_is_not_collected_is_served_as_stored_before_it_is_rolled_up()
    {
        var sixHours = Some.Btc with { Interval = new Interval(360) };
        var queries = Script(stored: [Some.Btc, sixHours], Some.Candles(1));

        var answer = await _server.GetJsonAsync("/api/candles?tf=6h");

        Assert.False(answer.TryGetProperty("tf", out _));
        Assert.Equal(sixHours, Assert.Single(queries).Series);
    }

    [Fact]
    public async Task The_base_of_a_series_that_is_not_collected_is_the_longest_stored_interval_and_a_new_one_is_noticed_at_once()
    {
        var hours = Doge with { Interval = Interval.H1 };
        var queries = Script(stored: [Doge], Some.Candles(1));
        await _server.GetJsonAsync("/api/candles?symbol=dogeusdt&tf=2h");
        Assert.Equal(Doge, queries.Last().Series);
        var lists = _server.System.Asked.OfType<ReaderProtocol.ListSeries>().Count();
        await _server.GetJsonAsync("/api/candles?symbol=dogeusdt&tf=4h");
        Assert.Equal(lists, _server.System.Asked.OfType<ReaderProtocol.ListSeries>().Count());

        queries = Script(stored: [Doge, hours], Some.Candles(1), forget: false);
        Commit(hours);
        await _server.GetJsonAsync("/api/candles?symbol=dogeusdt&tf=2h");
        Assert.Equal(hours, queries.Last().Series);
    }

    [Fact]
    public async Task A_length_that_no_stored_interval_divides_is_refused_with_the_intervals_that_there_are()
    {
        Script(stored: [Some.Btc], Some.Candles(1));

        var error = await _server.AssertProblemAsync("/api/candles?tf=50m", HttpStatusCode.BadRequest);

        Assert.Equal("tf is 50m; it must be a multiple of an interval of BINANCE:BTCUSDT, which are 15m, 1h, 4h, 1d.", error);
    }

    [Theory]
    [InlineData("symbol=dogeusdt&tf=2h")]
    [InlineData("symbol=dogeusdt&tf=1M")]
    [InlineData("tf=1m")]
    public async Task A_series_without_a_base_is_not_found(string query)
    {
        Script(stored: [], []);

        Assert.Contains("neither stored nor collected", await _server.AssertProblemAsync($"/api/candles?{query}", HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_of_long_candles_over_short_ones_is_bounded()
    {
        var queries = Script(stored: [Doge], Some.Candles(1));

        await _server.GetJsonAsync("/api/candles?symbol=dogeusdt&tf=1M&limit=5000");

        Assert.Equal(Timeframe.Month.MostPerPage(Interval.M15), queries.Last().Limit);
    }

    private List<ReaderProtocol.ReadCandles> Script(
        SeriesKey[] stored, ImmutableArray<Candle> candles, ImmutableArray<BaseCount>? counts = null, long version = 7, bool forget = true)
    {
        var queries = new List<ReaderProtocol.ReadCandles>();
        Func<object, object?> script = message =>
        {
            if (message is ReaderProtocol.ListSeries list)
                return new ReaderProtocol.SeriesListed([.. stored.Where(s => list.Instrument == s.Instrument).Select(s => new SeriesStats(s, 1, 0, 0, 1))]);
            var query = (ReaderProtocol.ReadCandles)message;
            if (query.RolledUpTo is null && !stored.Contains(query.Series))
                return Some.Read(query.Series, [], version: 0, known: false);
            queries.Add(query);
            var read = Some.Read(query.Series, candles, version);
            return query.RolledUpTo is { } timeframe
                ? read with { RolledUp = new RolledPage(timeframe, counts ?? [.. candles.Select(_ => new BaseCount(1, 1))]) }
                : read;
        };
        if (forget)
            _server.System.Readers = script;
        else
            _server.System.ReplaceReaders(script);
        return queries;
    }

    private void Commit(SeriesKey series) => _server.Services.GetRequiredService<SeriesChanges>().Changed(series, 14_400_000, 14_400_000, 8);

    private async Task<HttpResponseMessage> GetAsync(string address, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await _server.Client.SendAsync(request);
    }
}
