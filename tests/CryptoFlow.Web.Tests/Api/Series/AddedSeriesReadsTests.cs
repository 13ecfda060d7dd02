using System.Net;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Readers;

namespace CryptoFlow.Web.Tests.Api.Series;

/// <summary>From the moment on at which a collector has taken an added series, the API knows it like a series of the configuration, also before it has candles.</summary>
public sealed class AddedSeriesReadsTests : IAsyncLifetime
{
    private static readonly SeriesKey Xrp = new(new Instrument(Exchange.Binance, "XRPUSDT"), new Interval(5));

    private WebServer _server = null!;

    private static string Candles => "/api/candles?exchange=binance&symbol=xrpusdt&tf=5m";

    public async Task InitializeAsync()
    {
        _server = await WebServer.StartAsync();
        _server.System.Readers = m => m switch
        {
            ReaderProtocol.ListSeries => new ReaderProtocol.SeriesListed([]),
            ReaderProtocol.ReadCandles read => Some.Read(read.Series, [], known: false),
            _ => null,
        };
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Its_candles_are_an_empty_page_and_not_an_unknown_series()
    {
        using (var before = await _server.Client.GetAsync(new Uri(Candles, UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);

        Report([Xrp]);

        Assert.Equal(0, (await _server.GetJsonAsync(Candles)).GetProperty("candles").GetArrayLength());
    }

    /// <summary>No commit tells the cache of the removal, because nothing was stored, or because all of it was deleted before.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_candles_it_is_unknown_again_from_its_removal_on(bool hadCandles)
    {
        _server.System.Readers = m => m is ReaderProtocol.ReadCandles read ? Some.Read(read.Series, [], known: hadCandles) : new ReaderProtocol.SeriesListed([]);
        Report([Xrp]);
        Assert.Equal(0, (await _server.GetJsonAsync(Candles)).GetProperty("candles").GetArrayLength());

        Report([]);

        using var after = await _server.Client.GetAsync(new Uri(Candles, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Fact]
    public async Task A_list_of_intervals_and_symbols_has_it()
    {
        Report([Xrp]);

        var answer = await _server.GetJsonAsync("/api/symbols");

        Assert.Equal(["5m", "15m", "1h", "4h", "1d"], answer.GetProperty("timeframes").EnumerateArray().Select(t => t.GetString()));
        Assert.Contains("XRPUSDT", answer.GetProperty("exchanges").GetProperty("binance").EnumerateArray().Select(s => s.GetString()));
    }

    private void Report(SeriesKey[] added)
    {
        var health = Some.Health();
        _server.System.Health = health with { Collectors = [health.Collectors[0] with { Added = [.. added] }] };
    }
}
