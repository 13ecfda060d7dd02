using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CryptoFlow.Testing;

namespace CryptoFlow.Exchanges.Streams;

/// <summary>The texts of the three WebSockets: the sent requests, and recorded, documented and hostile messages.</summary>
public class StreamProtocolTests
{
    private const string BinanceFrame = """
        {"e":"kline","E":1790771400058,"s":"BTCUSDT","k":{"t":1790771340000,"T":1790771399999,"s":"BTCUSDT","i":"1m","f":100,"L":200,
         "o":"84120.0","c":"84133.1","h":"84140.0","l":"84118.4","v":"114.602","n":2239,"x":true,"q":"9640123.1","V":"60.1","Q":"5055012.3","B":"0"}}
        """;

    private const string BybitFrame = """
        {"topic":"kline.5.BTCUSDT","data":[{"start":1672324800000,"end":1672325099999,"interval":"5","open":"16649.5","close":"16677",
         "high":"16677","low":"16608","volume":"2.081","turnover":"34666.4005","confirm":false,"timestamp":1672324988882}],
         "ts":1672324988882,"type":"snapshot"}
        """;

    private const string BitgetFrame = """
        {"action":"update","arg":{"instType":"USDT-FUTURES","channel":"candle1m","instId":"BTCUSDT"},
         "data":[["1786650720000","63415.3","63415.4","63415.2","63415.2","0.2824","17908.4799","17908.4799"]],"ts":1786650728706}
        """;

    private static SeriesKey Key(Exchange exchange, int minutes = 1, string symbol = "BTCUSDT") => new(new Instrument(exchange, symbol), new Interval(minutes));

    private static StreamMessage Read(Exchange exchange, string text, params SeriesKey[] series)
    {
        var protocol = StreamProtocol.Of(exchange);
        return protocol.Read(Encoding.UTF8.GetBytes(text), protocol.TopicsOf([.. series]));
    }

    [Fact]
    public void Requests_have_the_exchanges_texts()
    {
        string Text(Exchange exchange, params SeriesKey[] series) => Encoding.UTF8.GetString(StreamProtocol.Of(exchange).Subscribe(7, [.. series]).Utf8.Span);

        Assert.Equal(
            """{"method":"SUBSCRIBE","params":["btcusdt@kline_1m","ethusdt@kline_4h"],"id":7}""",
            Text(Exchange.Binance, Key(Exchange.Binance), Key(Exchange.Binance, 240, "ETHUSDT")));
        Assert.Equal(
            """{"req_id":"7","op":"subscribe","args":["kline.15.BTCUSDT","kline.D.BTCUSDT"]}""",
            Text(Exchange.Bybit, Key(Exchange.Bybit, 15), Key(Exchange.Bybit, 1440)));
        Assert.Equal(
            """{"op":"subscribe","args":[{"instType":"USDT-FUTURES","channel":"candle1H","instId":"BTCUSDT"},{"instType":"USDT-FUTURES","channel":"candle1Dutc","instId":"BTCUSDT"}]}""",
            Text(Exchange.Bitget, Key(Exchange.Bitget, 60), Key(Exchange.Bitget, 1440)));
    }

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    [InlineData(Exchange.Bitget)]
    public void A_full_request_and_a_full_connection_stay_below_the_exchanges_limits(Exchange exchange)
    {
        var protocol = StreamProtocol.Of(exchange);
        var series = Enumerable.Range(0, protocol.Limits.SeriesPerConnection)
            .Select(i => Key(exchange, 1440, $"LONGNAME{i:D4}USDT1000")).Take(protocol.Limits.SeriesPerConnection).ToImmutableArray();
        var requests = series.Chunk(protocol.Limits.SeriesPerRequest).Select((part, i) => protocol.Subscribe(i + 1, [.. part]).Utf8.Length).ToList();

        Assert.All(requests, bytes => Assert.InRange(bytes, 1, 4_096));
        Assert.InRange(requests.Sum(), 1, 21_000);
    }

    [Fact]
    public void A_message_of_Binance_has_the_candle_the_taker_volume_and_the_flag()
    {
        var series = Key(Exchange.Binance);
        var message = Assert.IsType<StreamMessage.Candles>(Read(Exchange.Binance, BinanceFrame, series));

        Assert.Equal((series, 1790771400058, 0), (message.Series, message.ExchangeTime, message.Rejected));
        Assert.Equal(
            new StreamCandle(new Candle(1790771340000, 84120.0, 84140.0, 84118.4, 84133.1, 114.602, 60.1, 54.502, 5.598, 2239), true),
            Assert.Single(message.Rows));
    }

    [Fact]
    public void A_message_of_Bybit_opens_at_start_and_not_at_timestamp()
    {
        var series = Key(Exchange.Bybit, 5);
        var message = Assert.IsType<StreamMessage.Candles>(Read(Exchange.Bybit, BybitFrame, series));

        Assert.Equal((series, 1672324988882), (message.Series, message.ExchangeTime));
        Assert.Equal(new StreamCandle(new Candle(1672324800000, 16649.5, 16677, 16608, 16677, 2.081, 0, 0, 0, 0), false), Assert.Single(message.Rows));
    }

    [Fact]
    public void A_message_of_Bitget_has_the_base_volume_and_no_flag()
    {
        var series = Key(Exchange.Bitget);
        var message = Assert.IsType<StreamMessage.Candles>(Read(Exchange.Bitget, BitgetFrame, series));

        Assert.Equal((series, 1786650728706), (message.Series, message.ExchangeTime));
        Assert.Equal(new StreamCandle(new Candle(1786650720000, 63415.3, 63415.4, 63415.2, 63415.2, 0.2824, 0, 0, 0, 0), null), Assert.Single(message.Rows));
    }

    [Theory]
    [InlineData(Exchange.Binance, """{"result":null,"id":1}""", "Accepted { Request = 1, Series =  }")]
    [InlineData(Exchange.Binance, """{"code":2,"msg":"Invalid request: missing field"}""", "Refused { Request = , Series = , Reason = Invalid request: missing field, HasStream = False }")]
    [InlineData(Exchange.Binance, """{"error":{"code":4,"msg":"Too many subscriptions"},"id":3}""", "Refused { Request = 3, Series = , Reason = Too many subscriptions, HasStream = False }")]
    [InlineData(Exchange.Bybit, """{"success":true,"ret_msg":"","conn_id":"c","req_id":"4","op":"subscribe"}""", "Accepted { Request = 4, Series =  }")]
    [InlineData(Exchange.Bybit, """{"success":false,"ret_msg":"Invalid topic: kline.7.X","conn_id":"c","op":"subscribe"}""", "Refused { Request = , Series = , Reason = Invalid topic: kline.7.X, HasStream = False }")]
    [InlineData(Exchange.Bybit, """{"success":false,"ret_msg":"error:already subscribed,topic:kline.1.BTCUSDT","conn_id":"c","op":"subscribe"}""", "Refused { Request = , Series = , Reason = error:already subscribed,topic:kline.1.BTCUSDT, HasStream = True }")]
    [InlineData(Exchange.Bybit, """{"success":true,"ret_msg":"pong","conn_id":"c","req_id":"","op":"ping"}""", "Other { }")]
    [InlineData(Exchange.Bitget, """{"event":"subscribe","arg":{"instType":"USDT-FUTURES","channel":"candle1m","instId":"BTCUSDT"}}""", "Accepted { Request = , Series = BITGET:BTCUSDT 1m }")]
    [InlineData(Exchange.Bitget, """{"event":"error","arg":{"instType":"USDT-FUTURES","channel":"candle1m","instId":"BTCUSDT"},"code":30001,"msg":"doesn't exist"}""", "Refused { Request = , Series = BITGET:BTCUSDT 1m, Reason = doesn't exist, HasStream = False }")]
    [InlineData(Exchange.Bitget, "pong", "Other { }")]
    public void The_exchanges_answers_to_subscriptions_are_read(Exchange exchange, string text, string expected) => Assert.Equal(expected, Read(exchange, text, Key(exchange)).ToString());

    [Theory]
    [InlineData(Exchange.Binance, BinanceFrame, "\"s\":\"BTCUSDT\",\"i\"", "\"s\":\"ETHUSDT\",\"i\"")]
    [InlineData(Exchange.Binance, BinanceFrame, "\"i\":\"1m\"", "\"i\":\"5m\"")]
    [InlineData(Exchange.Bybit, BybitFrame, "kline.5.BTCUSDT", "kline.5.ETHUSDT")]
    [InlineData(Exchange.Bybit, BybitFrame, "kline.5.BTCUSDT", "kline.15.BTCUSDT")]
    [InlineData(Exchange.Bitget, BitgetFrame, "candle1m", "candle5m")]
    [InlineData(Exchange.Bitget, BitgetFrame, "USDT-FUTURES", "SPOT")]
    public void A_message_of_another_symbol_or_interval_is_not_subscribed(Exchange exchange, string frame, string part, string other) =>
        Assert.IsType<StreamMessage.NotSubscribed>(Read(exchange, frame.Replace(part, other, StringComparison.Ordinal), Key(exchange, exchange == Exchange.Bybit ? 5 : 1)));

    [Theory]
    [InlineData(Exchange.Binance, BinanceFrame, "\"o\":\"84120.0\"", "\"o\":\"cheap\"")]
    [InlineData(Exchange.Binance, BinanceFrame, "\"T\":1790771399999", "\"T\":1790771639999")]
    [InlineData(Exchange.Binance, BinanceFrame, "\"x\":true", "\"x\":1")]
    [InlineData(Exchange.Binance, BinanceFrame, "\"V\":\"60.1\"", "\"V\":\"600.1\"")]
    [InlineData(Exchange.Binance, BinanceFrame, "\"l\":\"84118.4\"", "\"l\":\"-1\"")]
    [InlineData(Exchange.Bybit, BybitFrame, "\"interval\":\"5\"", "\"interval\":\"15\"")]
    [InlineData(Exchange.Bybit, BybitFrame, "\"high\":\"16677\"", "\"high\":\"1\"")]
    [InlineData(Exchange.Bitget, BitgetFrame, "63415.4", "NaN")]
    public void An_impossible_row_rejects_only_itself(Exchange exchange, string frame, string part, string other)
    {
        var message = Assert.IsType<StreamMessage.Candles>(Read(exchange, frame.Replace(part, other, StringComparison.Ordinal), Key(exchange), Key(exchange, 5)));
        Assert.Equal((0, 1), (message.Rows.Length, message.Rejected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("\"pong\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"e\":\"kline\",\"k\":[]}")]
    [InlineData("{\"topic\":\"kline.1.BTCUSDT\",\"data\":7}")]
    [InlineData("{\"action\":\"update\",\"arg\":{\"instType\":\"USDT-FUTURES\",\"channel\":\"candle1m\",\"instId\":\"BTCUSDT\"}}")]
    public void A_hostile_message_never_throws(string text) =>
        Assert.All(ExchangeNames.All, exchange => Assert.IsNotType<StreamMessage.Candles>(Read(exchange, text, Key(exchange))));

    /// <summary>Cuts and changes good messages at random, by a seed.</summary>
    [Theory]
    [InlineData(Exchange.Binance, BinanceFrame)]
    [InlineData(Exchange.Bybit, BybitFrame)]
    [InlineData(Exchange.Bitget, BitgetFrame)]
    public void A_corrupted_message_never_throws_and_never_gives_an_impossible_candle(Exchange exchange, string frame)
    {
        var protocol = StreamProtocol.Of(exchange);
        var topics = protocol.TopicsOf([Key(exchange), Key(exchange, 5)]);
        var good = Encoding.UTF8.GetBytes(frame);
        var random = new Random(20_611);
        for (var round = 0; round < 3_000; round++)
        {
            var spoilt = good.AsSpan(0, random.Next(4) == 0 ? random.Next(good.Length) : good.Length).ToArray();
            for (var change = random.Next(4); change > 0 && spoilt.Length > 0; change--)
                spoilt[random.Next(spoilt.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "0123456789\"{}[]:,\\-"[random.Next(19)]);
            if (protocol.Read(spoilt, topics) is StreamMessage.Candles message)
                Assert.All(message.Rows, row => Assert.Null(row.Candle.FindDefect(message.Series.Interval)));
        }
    }

    [SkippableFact]
    public void Every_recorded_message_of_Binance_is_read()
    {
        foreach (var line in File.ReadLines(SharedData.Require("fixtures/binance/ws/fstream_kline_1m_2021-07-22.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var sent = json.RootElement.GetProperty("message").GetProperty("data");
            var candle = sent.GetProperty("k");
            var series = Key(Exchange.Binance, 1, sent.GetProperty("s").GetString()!);
            var message = Assert.IsType<StreamMessage.Candles>(Read(Exchange.Binance, sent.GetRawText(), series));

            var row = Assert.Single(message.Rows);
            Assert.Equal(candle.GetProperty("x").GetBoolean(), row.IsClosed);
            Assert.Equal(candle.GetProperty("t").GetInt64(), row.Candle.OpenTime);
            Assert.Equal(double.Parse(candle.GetProperty("c").GetString()!, System.Globalization.CultureInfo.InvariantCulture), row.Candle.Close);
            Assert.Equal(candle.GetProperty("n").GetInt64(), row.Candle.TradeCount);
        }
    }

    [SkippableFact]
    public void The_documented_message_of_Bybit_is_read()
    {
        var text = Encoding.UTF8.GetString(SharedData.Read("fixtures/bybit/docs-samples/ws_kline_5.json"));
        Assert.Single(Assert.IsType<StreamMessage.Candles>(Read(Exchange.Bybit, text, Key(Exchange.Bybit, 5))).Rows);
    }

    [SkippableFact]
    public void A_recorded_snapshot_of_Bitget_is_read_whole()
    {
        foreach (var line in File.ReadLines(SharedData.Require("fixtures/bitget/ws/mix_v1_candle1m_2022-04-07.jsonl")))
        {
            // The rows are equal to those of today, but the product had another name in the first version of the interface.
            using var json = JsonDocument.Parse(line.Replace("\"mc\"", "\"USDT-FUTURES\"", StringComparison.Ordinal));
            var sent = json.RootElement.GetProperty("message");
            if (!sent.TryGetProperty("data", out var rows))
                continue;
            var widened = sent.GetRawText().Replace("\"],[", "\",\"0\",\"0\"],[", StringComparison.Ordinal).Replace("\"]]", "\",\"0\",\"0\"]]", StringComparison.Ordinal);
            var series = Key(Exchange.Bitget, 1, sent.GetProperty("arg").GetProperty("instId").GetString()!);
            var message = Assert.IsType<StreamMessage.Candles>(Read(Exchange.Bitget, widened, series));
            Assert.Equal((rows.GetArrayLength(), 0), (message.Rows.Length, message.Rejected));
        }
    }
}
