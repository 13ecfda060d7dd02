using System.Buffers;
using System.Text;
using CryptoFlow.Web.CandlePages;

namespace CryptoFlow.Web.Tests.CandlePages;

/// <summary>A page with the forming candle behind its stored candles.</summary>
public class FormingPageTests
{
    private static readonly Candle Forming = new(900_000, 1, 4, 0.5, 2, 7, 3, 4, -1, 5);

    private static string Write(string json, Candle? forming)
    {
        var to = new ArrayBufferWriter<byte>();
        FormingPage.Write(Encoding.UTF8.GetBytes(json), forming, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    [Theory]
    [InlineData("""{"candles":[{"time":0,"clusters":{}}],"exchange":"BINANCE"}""", """{"candles":[{"time":0,"clusters":{}},FORMING],"exchange":"BINANCE"}""")]
    [InlineData("""{"candles":[],"exchange":"BINANCE"}""", """{"candles":[FORMING],"exchange":"BINANCE"}""")]
    public void The_forming_candle_is_the_last_candle_of_the_page_and_marked(string stored, string expected)
    {
        const string Written = """{"time":900000,"open":1,"high":4,"low":0.5,"close":2,"volume":7,"buyVolume":3,"sellVolume":4,"delta":-1,"tradeCount":5,"clusters":{},"forming":true}""";
        Assert.Equal(expected.Replace("FORMING", Written, StringComparison.Ordinal), Write(stored, Forming));
    }

    [Fact]
    public void Without_a_forming_candle_the_page_is_the_stored_one() =>
        Assert.Equal("""{"candles":[],"exchange":"BINANCE"}""", Write("""{"candles":[],"exchange":"BINANCE"}""", null));
}
