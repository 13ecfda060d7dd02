using System.Collections.Immutable;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite.Engine;
using CryptoFlow.Storage.Sqlite.StartUp;
using SQLitePCL;
using static CryptoFlow.Storage.Readers.ReaderProtocol;

namespace CryptoFlow.Storage.Sqlite.Candles;

/// <summary>The candle queries of one read-only connection, with their prepared statements. Each query reads one range of the primary key.</summary>
internal sealed partial class CandleQueries(StorageConnection connection, RevisionQueries revisions)
{
    private readonly Dictionary<Interval, Statements> _byInterval = [];

    /// <summary>A buffer for the rows of a page, because the size of the page's array is known only after the last row.</summary>
    private Candle[] _page = [];

    private readonly Statement _version =
        connection.Prepare("SELECT version FROM series WHERE symbol = ?1 AND interval = ?2");

    private readonly Statement _keptFrom =
        connection.Prepare($"SELECT {RetentionColumn.Of(connection)} FROM series WHERE symbol = ?1 AND interval = ?2");

    private readonly Statement _oldestOpen = connection.Prepare("""
        SELECT from_time FROM gaps
        WHERE symbol = ?1 AND interval = ?2 AND verdict <> 'filled' AND verdict <> 'confirmed_missing' ORDER BY from_time LIMIT 1
        """);

    /// <summary>Reads the identity of the database. It runs for each page, because the identity may change while the connection is open.</summary>
    private readonly Statement _identity = connection.Prepare(FileContents.SelectIdentity);

    /// <summary>Reads a page. The caller's transaction makes sure that page, version and <c>HasOlder</c> come from one snapshot.</summary>
    public CandlesRead Read(ReadCandles query)
    {
        var version = VersionOf(query.Series);
        var identity = Identity();
        if (version is null || StatementsOf(query.Series, version) is not { } statements)
        {
            return new CandlesRead(query.Series, Known: false, [], HasOlder: false, SeriesVersion: 0, identity)
            {
                RolledUp = query.RolledUpTo is { } to ? new RolledPage(to, []) : null,
            };
        }

        if (query.RolledUpTo is { } timeframe)
            return ReadRolledUp(query, timeframe, statements, version.Value, identity);

        var symbol = query.Series.Instrument.StorageKey;
        var after = LowerBound(query);
        var before = query.Before ?? long.MaxValue;
        var forward = query.After is not null;

        // The time of an insert is not kept: a candle counts as stored from its close on (Storage/DESIGN.md, Revisions).
        if (query.AsOf is { } closed)
        {
            before = Math.Min(before, closed - query.Series.Interval.Milliseconds + 1);

            // Candles that retention has removed are not restored from their remaining revisions.
            after = Math.Max(after, KeptFrom(query.Series) is { } kept ? kept - 1 : after);
        }

        var candles = Rows(forward ? statements.Forward : statements.Backward, symbol, after, before, query.Limit, ascending: forward);
        if (query.AsOf is { } asOf)
            candles = Restored(query, asOf, candles, new TimeRange(after == long.MaxValue ? after : after + 1, before));
        var oldest = candles.Length > 0 ? candles[0].OpenTime : forward ? after + (after < long.MaxValue ? 1 : 0) : before;
        var hasOlder = statements.HasOlder(symbol, oldest)
            || (query.AsOf is { } then && revisions.HasOlder(query.Series, then, new TimeRange(KeptFrom(query.Series) ?? long.MinValue, oldest)));
        return new CandlesRead(query.Series, Known: true, candles, hasOlder, version.Value, identity)
        {
            Restored = query.AsOf is { } time ? new RestoredAt(time, revisions.Since()) : null,
        };
    }

    /// <summary>The page as it was at a time. Candles that were deleted since then make it longer, so its far end is cut.</summary>
    private ImmutableArray<Candle> Restored(ReadCandles query, long asOf, ImmutableArray<Candle> page, TimeRange bounds)
    {
        var forward = query.After is not null;
        var within = page.Length < query.Limit ? bounds
            : forward ? bounds with { To = page[^1].OpenTime + 1 }
            : bounds with { From = page[0].OpenTime };
        if (within.To <= within.From)
            return page;
        var restored = revisions.Restore(query.Series, asOf, page, within);
        var extra = Math.Max(0, restored.Count - query.Limit);
        return [.. forward ? restored.Take(query.Limit) : restored.Skip(extra)];
    }

    /// <summary>
    /// Reads a page, unless the asker has this version of the page. The caller's transaction makes sure that the version and the page come from one snapshot.
    /// </summary>
    public IPageReply Read(ReadPage query)
    {
        if (query.Held is { } held && (VersionOf(query.Series) ?? 0) == held.SeriesVersion && Identity() == held.DatabaseId)
            return new PageUnchanged(query.Series, held);
        return Read(new ReadCandles(query.Series, query.Limit, null, null, query.Remaining));
    }

    /// <summary>The exclusive lower bound of open times.</summary>
    private static long LowerBound(ReadCandles query) =>
        Math.Max(query.After ?? long.MinValue, query.From is > long.MinValue and var from ? from - 1 : long.MinValue);

    /// <summary>
    /// Finds the holes in a range in one pass over its open times. Stops at the maximum number of holes. If the query asks for it, also counts the whole series.
    /// </summary>
    public MissingFound FindMissing(FindMissing query)
    {
        var known = VersionOf(query.Series);
        var version = known ?? 0;
        var oldestOpen = query.Counts ? OldestOpen(query.Series) : null;

        // No candle is missing where retention keeps none.
        var kept = KeptFrom(query.Series);
        var expected = kept > query.Range.From ? query.Range with { From = Math.Min(kept.Value, query.Range.To) } : query.Range;
        if (StatementsOf(query.Series, known) is not { } statements)
        {
            return new MissingFound(
                query.Series,
                query.Range,
                GapFinder.FindMissing(query.Series.Interval, expected, []),
                query.Counts ? new SeriesStats(query.Series, 0, null, null, version) { KeptFrom = kept } : null,
                oldestOpen);
        }

        var symbol = query.Series.Instrument.StorageKey;
        var times = statements.Times.Bind(1, symbol).Bind(2, expected.From).Bind(3, expected.To);
        try
        {
            var (searched, missing) = GapFinder.FindMissing(query.Series.Interval, expected, OpenTimes(times), query.Most);
            return new MissingFound(query.Series, searched with { From = query.Range.From }, missing, query.Counts ? Count(statements.Count, query.Series, version) with { KeptFrom = kept } : null, oldestOpen);
        }
        finally
        {
            times.Reset();
        }
    }

    private long? OldestOpen(SeriesKey series)
    {
        _oldestOpen.BindSeries(series);
        long? oldest = _oldestOpen.Step() ? _oldestOpen.GetInt64(0) : null;
        _oldestOpen.Reset();
        return oldest;
    }

    private static SeriesStats Count(Statement count, SeriesKey series, long version)
    {
        count.Bind(1, series.Instrument.StorageKey).Step();
        var stats = new SeriesStats(series, count.GetInt64(0), count.GetNullableInt64(1), count.GetNullableInt64(2), version);
        count.Reset();
        return stats;
    }

    private static IEnumerable<long> OpenTimes(Statement times)
    {
        while (times.Step())
            yield return times.GetInt64(0);
    }

    /// <summary>Returns the rows in ascending order. If the statement returns the newest row first, the page is filled from its end.</summary>
    private ImmutableArray<Candle> Rows(Statement statement, string symbol, long after, long before, int limit, bool ascending)
    {
        if (_page.Length < limit)
            _page = new Candle[limit];
        var count = 0;
        statement.Bind(1, symbol).Bind(2, after).Bind(3, before).Bind(4, limit);
        while (statement.Step())
        {
            _page[ascending ? count : limit - 1 - count] = CandleRow.Read(statement);
            count++;
        }

        statement.Reset();
        return [.. _page.AsSpan(ascending ? 0 : limit - count, count)];
    }

    private long? VersionOf(SeriesKey series)
    {
        _version.BindSeries(series);
        long? version = _version.Step() ? _version.GetInt64(0) : null;
        _version.Reset();
        return version;
    }

    /// <summary>The open time before which retention keeps no candle of the series, ms UTC; null if all are kept.</summary>
    private long? KeptFrom(SeriesKey series)
    {
        _keptFrom.BindSeries(series);
        long? kept = _keptFrom.Step() ? _keptFrom.GetNullableInt64(0) : null;
        _keptFrom.Reset();
        return kept;
    }

    private string? Identity()
    {
        var identity = _identity.Step() ? _identity.GetText(0) : null;
        _identity.Reset();
        return identity;
    }

    /// <summary>Null if the file has no table of the interval. Each query checks again until the table exists.</summary>
    /// <exception cref="SqliteStoreException">The table is missing although candles of the series have been written.</exception>
    private Statements? StatementsOf(SeriesKey series, long? version)
    {
        var interval = series.Interval;
        if (_byInterval.TryGetValue(interval, out var statements))
            return statements;
        var table = CandleTables.NameOf(interval);
        if (connection.QueryInt64($"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}'") == 0)
            return version is null ? null : throw new SqliteStoreException(raw.SQLITE_ERROR, $"the table {table} is missing");
        return _byInterval[interval] = new Statements(connection, table);
    }

    private sealed class Statements(StorageConnection connection, string table)
    {
        private readonly Statement _older = connection.Prepare($"SELECT 1 FROM {table} WHERE symbol = ?1 AND time < ?2 LIMIT 1");

        public Statement Backward { get; } = connection.Prepare(
            $"SELECT {CandleTables.Columns} FROM {table} WHERE symbol = ?1 AND time > ?2 AND time < ?3 ORDER BY time DESC LIMIT ?4");

        public Statement Forward { get; } = connection.Prepare(
            $"SELECT {CandleTables.Columns} FROM {table} WHERE symbol = ?1 AND time > ?2 AND time < ?3 ORDER BY time LIMIT ?4");

        public Statement Count { get; } = connection.Prepare($"SELECT count(*), min(time), max(time) FROM {table} WHERE symbol = ?1");

        public Statement Times { get; } = connection.Prepare(
            $"SELECT time FROM {table} WHERE symbol = ?1 AND time >= ?2 AND time < ?3 ORDER BY time");

        /// <summary>True if a candle that opens before a time is stored.</summary>
        public bool HasOlder(string symbol, long time)
        {
            var found = _older.Bind(1, symbol).Bind(2, time).Step();
            _older.Reset();
            return found;
        }
    }
}
