using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>A candle as a row: its values by position, in the order of <see cref="CandleTables.Columns"/>.</summary>
internal static class CandleRow
{
    /// <summary>Reads the current row of a statement that selects <see cref="CandleTables.Columns"/>.</summary>
    public static Candle Read(Statement statement) => new(
        statement.GetInt64(0),
        statement.GetDouble(1),
        statement.GetDouble(2),
        statement.GetDouble(3),
        statement.GetDouble(4),
        statement.GetDouble(5),
        statement.GetDouble(6),
        statement.GetDouble(7),
        statement.GetDouble(8),
        statement.GetInt64(9));

    /// <summary>Binds all values to ?2 to ?11; ?1 is the symbol.</summary>
    public static Statement Bind(Statement statement, in Candle candle) => statement
        .Bind(2, candle.OpenTime)
        .Bind(3, candle.Open)
        .Bind(4, candle.High)
        .Bind(5, candle.Low)
        .Bind(6, candle.Close)
        .Bind(7, candle.Volume)
        .Bind(8, candle.BuyVolume)
        .Bind(9, candle.SellVolume)
        .Bind(10, candle.Delta)
        .Bind(11, candle.TradeCount);
}
