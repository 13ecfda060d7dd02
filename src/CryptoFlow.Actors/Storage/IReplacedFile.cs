using System.Collections.Immutable;

namespace CryptoFlow.Storage;

/// <summary>A candle table of a file of the replaced system.</summary>
/// <param name="Interval">The interval of its candles.</param>
/// <param name="LastId">The greatest id of its rows when the file was opened; 0 if it is empty.</param>
public sealed record ReplacedTable(Interval Interval, long LastId);

/// <summary>A stored row of such a table. A value that is not a number is null.</summary>
public readonly record struct ReplacedRow(
    long Id,
    string? Symbol,
    long? Time,
    double? Open,
    double? High,
    double? Low,
    double? Close,
    double? Volume,
    double? BuyVolume,
    double? SellVolume,
    double? Delta,
    long? TradeCount);

/// <summary>
/// A file of the system that CryptoFlow replaces, opened read-only. Its database file and its WAL are never changed. Used by one thread at a time. The methods throw
/// <see cref="StoreException"/>.
/// </summary>
public interface IReplacedFile : IDisposable
{
    /// <summary>The tables whose interval can be stored, shortest interval first.</summary>
    ImmutableArray<ReplacedTable> Tables { get; }

    /// <summary>The candle tables whose name gives no interval that can be stored.</summary>
    ImmutableArray<string> OtherTables { get; }

    /// <summary>All texts in the columns <c>symbol</c>, each once.</summary>
    ImmutableArray<string> ReadSymbols();

    /// <summary>Reads the rows with the next ids. Each call is a transaction of its own, so it does not delay a program that still writes the file.</summary>
    /// <param name="interval">The table.</param>
    /// <param name="afterId">Only rows with a greater id.</param>
    /// <param name="limit">Maximum number of rows.</param>
    ImmutableArray<ReplacedRow> Read(Interval interval, long afterId, int limit);
}
