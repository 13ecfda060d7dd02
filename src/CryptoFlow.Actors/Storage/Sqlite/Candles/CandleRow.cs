using CryptoFlow.Storage.Sqlite.Engine;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>A candle as a row: its values by position, in the order of <see cref="CandleTables.Columns"/>.</summary>
internal static class CandleRow
{
    /// <summary>Reads the current row of a statement that selects <see cref="CandleTables.Columns"/>.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="first">The index of the column <c>time</c>.</param>
    public static Candle Read(Statement statement, int first = 0) => new(
        statement.GetInt64(first),
        statement.GetDouble(first + 1),
        statement.GetDouble(first + 2),
        statement.GetDouble(first + 3),
        statement.GetDouble(first + 4),
        statement.GetDouble(first + 5),
        statement.GetDouble(first + 6),
        statement.GetDouble(first + 7),
        statement.GetDouble(first + 8),
        statement.GetInt64(first + 9));

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
