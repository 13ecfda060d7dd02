using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Indicators;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Api.Indicators;

/// <summary><c>GET /api/indicators</c> with scripted readers, which hold 40 candles of 1h.</summary>
public sealed class IndicatorsApiTests : IAsyncLifetime
{
    private const long Hour = 3_600_000;

    private const long First = 1_700_006_400_000 / 86_400_000 * 86_400_000;

    private const string Fast = "CryptoFlow:PaperTrading:MovingAverageCross";

    private static readonly SeriesKey Series = new(new Instrument(Exchange.Bybit, "ETHUSDT"), Interval.H1);

    private WebServer _server = null!;
    private ImmutableArray<Candle> _candles = [.. Enumerable.Range(0, 40).Select(i => Some.CandleAt(First + (i * Hour), close: 100 + i))];

    public async Task InitializeAsync()
    {
        _server = await WebServer.StartAsync(settings: [$"--{Fast}:Fast=2", $"--{Fast}:Slow=4"]);
        _server.System.ReplaceReaders(Answer);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_strategy_computes_the_values_for_the_candles_of_the_chart()
    {
        var answer = await ReadAsync($"tf=4h&from={First}&to={First + (12 * Hour)}");

        // The last hour of each four has the averages that are known at the close of the four.
        Assert.Equal(
            $$"""{"strategy":"MA_CROSS","title":"Moving-average crossing","exchange":"bybit","symbol":"ETHUSDT","tf":"4h","tradedTf":60,"isTraded":false,"since":{{First}},"until":{{First + (12 * Hour)}},"lines":["Average of 2","Average of 4"],"times":[{{First}},{{First + (4 * Hour)}},{{First + (8 * Hour)}}],"values":[[102.5,106.5,110.5],[101.5,105.5,109.5]]}""",
            answer.GetRawText());
    }

    [Fact]
    public async Task A_second_question_reads_only_the_candles_that_came_since()
    {
        await ReadAsync($"from={First}");
        _candles = _candles.Add(Some.CandleAt(First + (40 * Hour), close: 200));
        Tell(First + (40 * Hour));
        _server.System.Asked.Clear();

        var answer = await ReadAsync($"from={First + (39 * Hour)}");

        Assert.Equal([138.5, 169.5], answer.GetProperty("values")[0].EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal([long.MinValue, First + (39 * Hour)], Queries());
    }

    [Fact]
    public async Task A_changed_candle_changes_the_values_after_it()
    {
        await ReadAsync($"from={First}");
        _candles = _candles.SetItem(10, Some.CandleAt(First + (10 * Hour), close: 300));
        Tell(First + (10 * Hour));

        var answer = await ReadAsync($"from={First + (10 * Hour)}&to={First + (11 * Hour)}");

        Assert.Equal((300 + 109) / 2.0, answer.GetProperty("values")[0][0].GetDouble());
    }

    [Fact]
    public async Task After_a_commit_of_another_program_the_values_are_computed_anew()
    {
        await ReadAsync($"from={First}");
        _candles = _candles.SetItem(10, Some.CandleAt(First + (10 * Hour), close: 300));
        _server.Services.GetRequiredService<StrategyIndicators>().ChangedElsewhere();

        var answer = await ReadAsync($"from={First + (10 * Hour)}&to={First + (11 * Hour)}");

        Assert.Equal((300 + 109) / 2.0, answer.GetProperty("values")[0][0].GetDouble());
    }

    [Fact]
    public async Task The_indicators_of_a_traded_strategy_start_where_the_traders_record_starts()
    {
        await using var server = await WebServer.StartAsync(settings:
            [$"--{Fast}:Fast=2", $"--{Fast}:Slow=4", "--CryptoFlow:PaperTrading:Series:0=BYBIT:ETHUSDT", "--CryptoFlow:PaperTrading:Strategies:0=MA_CROSS"]);
        TraderRecord? record = null;
        server.System.ReplaceReaders(m => m is ReaderProtocol.ReadTrader q ? new ReaderProtocol.TraderRead(q.Trader, record) : Answer(m));

        var none = await server.GetJsonAsync(Path($"from={First}&to={First + (40 * Hour)}"));
        record = new TraderRecord(First + (20 * Hour), First + (29 * Hour), 10, Account.Start(1), [], [], []);
        var answer = await server.GetJsonAsync(Path($"from={First}&to={First + (40 * Hour)}"));

        Assert.Equal((JsonValueKind.Null, 0), (none.GetProperty("since").ValueKind, none.GetProperty("times").GetArrayLength()));
        Assert.True(answer.GetProperty("isTraded").GetBoolean());
        Assert.Equal(First + (20 * Hour), answer.GetProperty("since").GetInt64());
        Assert.Equal(First + (30 * Hour), answer.GetProperty("until").GetInt64());
        var (time, value) = (answer.GetProperty("times")[1].GetInt64(), answer.GetProperty("values")[0][1].GetDouble());
        Assert.Equal((First + (21 * Hour), 120.5), (time, value));
    }

    [Fact]
    public async Task Only_the_last_few_sessions_stay_in_memory()
    {
        for (var symbol = 0; symbol <= StrategyIndicators.MostSessions; symbol++)
            await _server.GetJsonAsync($"/api/indicators?strategy=MA_CROSS&exchange=bybit&symbol=ETH{symbol}&tf=1h&from={First}&to={First + (60 * Hour)}");
        _server.System.Asked.Clear();

        await _server.GetJsonAsync($"/api/indicators?strategy=MA_CROSS&exchange=bybit&symbol=ETH1&tf=1h&from={First}&to={First + (60 * Hour)}");
        Assert.Equal([long.MinValue, First + (39 * Hour)], Queries());
        _server.System.Asked.Clear();
        await _server.GetJsonAsync($"/api/indicators?strategy=MA_CROSS&exchange=bybit&symbol=ETH0&tf=1h&from={First}&to={First + (60 * Hour)}");
        Assert.Equal([long.MinValue, First - 1], Queries());
    }

    [Theory]
    [InlineData("strategy=MAGIC", "strategy is 'MAGIC'; allowed are MA_CROSS, NO_ML.")]
    [InlineData("tf=1m&from=2024-01-01&to=2025-01-01", "from and to are more than 10000 candles of 1m apart; ask for a shorter range.")]
    [InlineData("from=2024-01-02&to=2024-01-01", null)]
    [InlineData("exchange=kraken", null)]
    [InlineData("tf=x", null)]
    public async Task A_wrong_parameter_is_named(string query, string? sentence)
    {
        using var response = await _server.Client.GetAsync(new Uri($"/api/indicators?{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        if (sentence is not null)
            Assert.Contains(sentence, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("to=9999-12-31&tf=1M")]
    [InlineData("from=9999-12-30&to=9999-12-31&tf=1w")]
    [InlineData("to=1970-01-01T01:00Z")]
    public async Task Times_outside_of_the_history_give_no_values(string query)
    {
        var answer = await _server.GetJsonAsync($"/api/indicators?exchange=bybit&symbol=NONE&{query}");

        Assert.Equal(0, answer.GetProperty("times").GetArrayLength());
    }

    private static string Path(string query) =>
        $"/api/indicators?strategy=ma_cross&exchange=bybit&symbol=ethusdt&{query}{(query.Contains("tf=", StringComparison.Ordinal) ? "" : "&tf=1h")}{(query.Contains("to=", StringComparison.Ordinal) ? "" : $"&to={First + (60 * Hour)}")}";

    private Task<JsonElement> ReadAsync(string query) => _server.GetJsonAsync(Path(query));

    private void Tell(long from) => _server.Services.GetRequiredService<StrategyIndicators>().Changed(Series, from, from, 8);

    /// <summary>The lower bounds of the queries for candles.</summary>
    private IEnumerable<long> Queries() => _server.System.Asked.OfType<ReaderProtocol.ReadCandles>().Select(q => q.After!.Value);

    private object? Answer(object message) => message is ReaderProtocol.ReadCandles q
        ? Some.Read(q.Series, q.Series.Interval == Interval.H1 && q.Series.Symbol != "NONE" ? [.. _candles.Where(c => c.OpenTime > (q.After ?? long.MinValue) && c.OpenTime < (q.Before ?? long.MaxValue)).Take(q.Limit)] : [])
        : null;
}
