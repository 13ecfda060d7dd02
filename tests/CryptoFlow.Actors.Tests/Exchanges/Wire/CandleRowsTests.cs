using System.Globalization;
using System.Text;
using System.Text.Json;
using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bybit;
using CsCheck;

namespace CryptoFlow.Exchanges.Wire;

public class CandleRowsTests
{
    /// <summary>The texts of a valid candle, with up to 8 decimals, as exchanges send them.</summary>
    private static readonly Gen<(long Time, decimal Low, decimal Open, decimal Close, decimal High, decimal Buy, decimal Volume, long Trades)> AnyRow =
        from minute in Gen.Long[1_000_000, 30_000_000]
        from prices in Gen.Long[1, 9_999_999_999_999].Array[4]
        from volumes in Gen.Long[0, 999_999_999_999_999_999].Array[2]
        from scale in Gen.Int[0, 8]
        from trades in Gen.Long[0, 10_000_000]
        let p = prices.Order().Select(x => Scaled(x, scale)).ToArray()
        let v = volumes.Order().Select(x => Scaled(x, scale)).ToArray()
        select (minute * 60_000, p[0], p[1], p[2], p[3], v[0], v[1], trades);

    [Fact]
    public void Rows_written_as_text_are_read_as_the_nearest_doubles() =>
        AnyRow.Array[0, 30].Sample(rows =>
        {
            var json = "[" + string.Join(',', rows.Select(r =>
                FormattableString.Invariant($"[{r.Time},\"{r.Open}\",\"{r.High}\",\"{r.Low}\",\"{r.Close}\",\"{r.Volume}\",{r.Time + 59_999},\"0\",{r.Trades},\"{r.Buy}\",\"0\",\"0\"]"))) + "]";

            var read = BinanceCandleParser.Read(Encoding.UTF8.GetBytes(json), Interval.M1);

            var expected = rows.Select(r => new Candle(
                r.Time, ToDouble(r.Open), ToDouble(r.High), ToDouble(r.Low), ToDouble(r.Close),
                ToDouble(r.Volume), ToDouble(r.Buy), ToDouble(r.Volume - r.Buy), ToDouble(r.Buy - (r.Volume - r.Buy)), r.Trades));
            Assert.Equal(expected, read.Candles);
            Assert.Empty(read.Rejected);
        }, iter: 300);

    [Fact]
    public void Volumes_are_subtracted_in_decimal_so_that_no_rounding_noise_is_stored()
    {
        var rows = BinanceCandleParser.Read("""[[60000,"1","1","1","1","0.3",119999,"0",1,"0.1","0","0"]]"""u8.ToArray(), Interval.M1);
        var candle = Assert.Single(rows.Candles);
        Assert.Equal((0.1, 0.2, -0.1), (candle.BuyVolume, candle.SellVolume, candle.Delta));
    }

    [Fact]
    public void Text_cut_at_any_byte_is_malformed_and_never_a_shorter_page()
    {
        var bytes = """[[60000,"1","2","0.5","1.5","0.3",119999,"0",1,"0.1","0","0"],[120000,"1","2","0.5","1.5","0.3",179999,"0",1,"0.1","0","0"]]"""u8.ToArray();
        for (var length = 0; length < bytes.Length; length++)
            Assert.ThrowsAny<JsonException>(() => BinanceCandleParser.Read(bytes.AsMemory(0, length), Interval.M1));
        Assert.Equal(2, BinanceCandleParser.Read(bytes, Interval.M1).Candles.Length);
    }

    [Fact]
    public void Any_bytes_are_either_read_as_rows_or_refused_as_malformed() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte).Sample((at, value) =>
        {
            var bytes = """[[60000,"1","2","0.5","1.5","0.3",119999,"0",1,"0.1","0","0"]]"""u8.ToArray();
            bytes[at % bytes.Length] = value;
            try
            {
                var rows = BinanceCandleParser.Read(bytes, Interval.M1);
                Assert.Equal(1, rows.Candles.Length + rows.Rejected.Length);
            }
            catch (JsonException)
            {
                // The text is malformed, and the parser reported this.
            }
        }, iter: 5000);

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"60000":"1"}]""")]
    [InlineData("""[null]""")]
    [InlineData("""[["60000","1","2","0.5","1.5","0.3","0"]] []""")]
    public void An_answer_of_another_shape_is_refused(string list) =>
        Assert.ThrowsAny<JsonException>(() => CandleRows.Read(Encoding.UTF8.GetBytes(list), new RowLayout(7), Interval.M1));

    [Theory]
    [InlineData("""["x","1","2","0.5","1.5","0.3","0"]""", "open time is not a number", null)]
    [InlineData("""["60001","1","2","0.5","1.5","0.3","0"]""", "off the grid", null)]
    [InlineData("""["60000",null,"2","0.5","1.5","0.3","0"]""", "open is not a number")]
    [InlineData("""["60000","1","2","0.5","1,5","0.3","0"]""", "close is not a number")]
    [InlineData("""["60000","","2","0.5","1.5","0.3","0"]""", "open is not a number")]
    [InlineData("""["60000","1","2","0.5","1.5",["0.3"],"0"]""", "volume is not a number")]
    [InlineData("""["60000","1","2","0.5",true,"0.3","0"]""", "close is not a number")]
    [InlineData("""["60000","1","2","0.5"]""", "the row has 4 columns instead of 7")]
    [InlineData("""["60000"]""", "the row has 1 columns instead of 7")]
    [InlineData("""[]""", "the row has 0 columns instead of 7", null)]
    [InlineData("""[null,"1","2","0.5","1.5","0.3","0"]""", "open time is not a number", null)]
    [InlineData("""["99999999999999999999","1","2","0.5","1.5","0.3","0"]""", "open time is not a number", null)]
    [InlineData("""["60000","1e999","2","0.5","1.5","0.3","0"]""", "not a finite number")]
    [InlineData("""["60000","Infinity","2","0.5","1.5","0.3","0"]""", "not a finite number")]
    [InlineData("""["60000","1","2","0.5","1.5","0x10","0"]""", "volume is not a number")]
    [InlineData("""["60000","1 000","2000","0.5","1.5","0.3","0"]""", "open is not a number")]
    [InlineData("""["60000","-1","2","-1.5","1.5","0.3","0"]""", "not positive")]
    [InlineData("""["60000","NaN","2","0.5","1.5","0.3","0"]""", "not a finite number")]
    [InlineData("""["60000","1","2","1.2","1.5","0.3","0"]""", "outside of low and high")]
    [InlineData("""["60000","1","2","0","1.5","0.3","0"]""", "not positive")]
    [InlineData("""["60000","1","2","0.5","1.5","-0.3","0"]""", "volume is negative")]
    public void An_impossible_row_is_rejected_by_itself_with_its_open_time_and_the_reason(string row, string reason, long? openTime = 60_000)
    {
        var list = $"""[{row},["120000","1","2","0.5","1.5","0.3","0"]]""";
        var rows = CandleRows.Read(Encoding.UTF8.GetBytes(list), new RowLayout(7), Interval.M1);
        Assert.Equal(120_000, Assert.Single(rows.Candles).OpenTime);
        var rejected = Assert.Single(rows.Rejected);
        Assert.Equal(openTime, rejected.OpenTime);
        Assert.Contains(reason, rejected.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[60000,"1","2","0.5","1.5","0.3",119999,"0",12.5,"0.1","0","0"]""", "trade count is not a whole number")]
    [InlineData("""[60000,"1","2","0.5","1.5","0.3",119999,"0",null,"0.1","0","0"]""", "trade count is not a whole number")]
    [InlineData("""[60000,"1","2","0.5","1.5","0.3",119999,"0",-1,"0.1","0","0"]""", "trade count is negative")]
    [InlineData("""[60000,"1","2","0.5","1.5","0.3",119999,"0",1,"","0","0"]""", "volume or taker buy volume is not a decimal number")]
    [InlineData("""[60000,"1","2","0.5","1.5","0.3",119999,"0",1,"0.4","0","0"]""", "less than the taker buy volume")]
    [InlineData("""[60000,"1","2","0.5","1.5","0.3",null,"0",1,"0.1","0","0"]""", "close time is not a number")]
    [InlineData("""[60000,"1","2","0.5","1.5","0.3",100000,"0",1,"0.1","0","0"]""", "close time is not one interval after open time")]
    public void Binances_additional_columns_are_checked(string row, string reason)
    {
        var list = $"""[{row},[120000,"1","2","0.5","1.5","0.3",179999,"0",1,"0.1","0","0"]]""";
        var rows = BinanceCandleParser.Read(Encoding.UTF8.GetBytes(list), Interval.M1);
        Assert.Equal(120_000, Assert.Single(rows.Candles).OpenTime);
        var rejected = Assert.Single(rows.Rejected);
        Assert.Equal(60_000, rejected.OpenTime);
        Assert.Contains(reason, rejected.Reason, StringComparison.Ordinal);
    }

    /// <summary>Different texts of the same number give the same value, if the text has one exact value.</summary>
    [Theory]
    [InlineData("""["60000","1","2","0.5","1.5","3","0"]""")]
    [InlineData("""[60000,1,2,0.5,1.5,3,0]""")]
    [InlineData("""["60000","1.0","2.00","0.50","1.5000","3.0","0"]""")]
    [InlineData("""["60000"," 1","2 "," 0.5 ","1.5","3","0"]""")]
    [InlineData("""["60000","1e0","0.2E1","5e-1","15e-1","0.3e1","0"]""")]
    public void Another_way_of_writing_the_same_numbers_is_the_same_candle(string row)
    {
        var rows = CandleRows.Read(Encoding.UTF8.GetBytes($"[{row}]"), new RowLayout(7), Interval.M1);
        Assert.Equal(new Candle(60_000, 1, 2, 0.5, 1.5, 3, 0, 0, 0, 0), Assert.Single(rows.Candles));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("\"12\"")]
    [InlineData("\"12.0\"")]
    [InlineData("12.000")]
    [InlineData("\" 12 \"")]
    public void A_trade_count_may_be_written_as_text_or_number_and_is_a_whole_number(string trades)
    {
        var rows = BinanceCandleParser.Read(Encoding.UTF8.GetBytes($"""[[60000,"1","2","0.5","1.5","0.3",119999,"0",{trades},"0.1","0","0"]]"""), Interval.M1);
        Assert.Equal(12, Assert.Single(rows.Candles).TradeCount);
    }

    [Fact]
    public void A_page_with_only_rejected_rows_names_the_open_time_of_each()
    {
        var list = "[" + string.Join(',', Enumerable.Range(1, 50).Select(minute => $"""["{minute * 60_000}","1","2","0.5","1.5","-0.3","0"]""")) + "]";
        var rows = BybitCandleParser.Read(Encoding.UTF8.GetBytes($$"""{"list":{{list}}}"""), Interval.M1);
        Assert.Empty(rows.Candles);
        Assert.Equal(Enumerable.Range(1, 50).Select(minute => (long?)(minute * 60_000)), rows.Rejected.Select(r => r.OpenTime));
    }

    private static decimal Scaled(long digits, int scale) => digits / (decimal)Math.Pow(10, scale);

    private static double ToDouble(decimal value) =>
        double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
