using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SQLitePCL;

namespace CryptoFlow.Torture.Foreign;

/// <summary>What a user's own programs do to the file. Runs in a process of its own until its task is done or it is killed.</summary>
/// <param name="Database">The file.</param>
/// <param name="Seed">Of every choice.</param>
/// <param name="HoldMs">For how long a lock or a snapshot is held, ms.</param>
/// <param name="PauseMs">From one time to the next, ms.</param>
/// <param name="Times">How often; 0: without end.</param>
/// <param name="BusyTimeoutMs">SQLite's busy timeout, ms.</param>
/// <param name="ShownTo">Where candles that were read are written down; null: nowhere.</param>
internal sealed record UserPrograms(string Database, int Seed, MsRange HoldMs, MsRange PauseMs, int Times, int BusyTimeoutMs, string? ShownTo)
{
    private const string OwnTable = "CREATE TABLE IF NOT EXISTS users_notes (id INTEGER PRIMARY KEY, at INTEGER, note TEXT)";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Random _random = new(Seed);

    /// <summary>Takes the write lock, keeps it, and lets go.</summary>
    public Task HoldAsync() => RepeatAsync(async session =>
    {
        var asked = Stopwatch.GetTimestamp();
        session.Execute("BEGIN IMMEDIATE");
        var waited = Stopwatch.GetElapsedTime(asked);
        var taken = Stopwatch.GetTimestamp();
        Say(new Did("holds", 0, waited.TotalMilliseconds, 0));
        await PassAsync(HoldMs);
        session.Execute("COMMIT");
        Say(new Did("held", 0, waited.TotalMilliseconds, Stopwatch.GetElapsedTime(taken).TotalMilliseconds));
    });

    /// <summary>Writes one row into a table of its own.</summary>
    public Task WriteAsync() => RepeatAsync(session =>
    {
        var began = Stopwatch.GetTimestamp();
        session.Execute("BEGIN IMMEDIATE");
        var waited = Stopwatch.GetElapsedTime(began);
        session.Execute($"{OwnTable}; INSERT INTO users_notes (at, note) VALUES ({Environment.TickCount64}, 'a row of mine'); COMMIT");
        Say(new Did("wrote", 0, waited.TotalMilliseconds, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        return Task.CompletedTask;
    });

    /// <summary>Reads something and keeps the snapshot.</summary>
    public Task SnapshotAsync() => RepeatAsync(async session =>
    {
        session.Execute("BEGIN");
        session.Query("SELECT count(*) FROM sqlite_master", _ => 0);
        var taken = Stopwatch.GetTimestamp();
        Say(new Did("holds", 0, 0, 0));
        await PassAsync(HoldMs);
        session.Execute("COMMIT");
        Say(new Did("held", 0, 0, Stopwatch.GetElapsedTime(taken).TotalMilliseconds));
    });

    /// <summary>Reads pages of candles, the newest or old ones, and writes down what it was shown.</summary>
    public async Task ReadAsync()
    {
        await using var shown = ShownTo is null ? null : new StreamWriter(ShownTo, append: true);
        var known = new HashSet<string>();
        await RepeatAsync(async session =>
        {
            var tables = session.Query("SELECT DISTINCT symbol, interval, oldest_time, newest_time FROM series WHERE row_count > 0", row => (
                Symbol: raw.sqlite3_column_text(row, 0).utf8_to_string(),
                Minutes: raw.sqlite3_column_int(row, 1),
                Oldest: raw.sqlite3_column_int64(row, 2),
                Newest: raw.sqlite3_column_int64(row, 3)));
            if (tables.Count == 0)
                return;
            var series = tables[_random.Next(tables.Count)];
            var from = _random.Next(2) == 0 ? series.Newest : _random.NextInt64(series.Oldest, series.Newest + 1);
            var lines = session.Query(
                $"""
                SELECT time, open, high, low, close, volume, buy_volume, sell_volume, delta, trade_count FROM candles_{series.Minutes}
                WHERE symbol = '{series.Symbol}' AND time <= {from} ORDER BY time DESC LIMIT {_random.Next(1, 1_000)}
                """,
                row => ShownLine(series.Symbol, series.Minutes, row));
            if (shown is null)
                return;
            foreach (var line in lines.Where(known.Add))
                await shown.WriteLineAsync(line);
            await shown.FlushAsync();
        });
    }

    /// <summary>Deletes a stretch of candles now and then, as somebody does who wants them fetched anew.</summary>
    public Task DeleteAsync() => RepeatAsync(session =>
    {
        var series = session.Query("SELECT symbol, interval, oldest_time, newest_time FROM series WHERE row_count > 2000", row => (
            Symbol: raw.sqlite3_column_text(row, 0).utf8_to_string(),
            Minutes: raw.sqlite3_column_int(row, 1),
            Oldest: raw.sqlite3_column_int64(row, 2),
            Newest: raw.sqlite3_column_int64(row, 3)));
        if (series.Count == 0)
            return Task.CompletedTask;
        var chosen = series[_random.Next(series.Count)];
        var from = _random.NextInt64(chosen.Oldest, chosen.Newest);
        session.Execute($"DELETE FROM candles_{chosen.Minutes} WHERE symbol = '{chosen.Symbol}' AND time >= {from} AND time < {from + (_random.Next(1, 1_500) * chosen.Minutes * 60_000L)}");
        Say(new Did("deleted", 0, 0, 0));
        return Task.CompletedTask;
    });

    /// <summary>What is said of one time, one line of JSON each.</summary>
    private static void Say(Did did) => Console.WriteLine(JsonSerializer.Serialize(did, Json));

    private static string ShownLine(string symbol, int minutes, sqlite3_stmt row) => string.Join('|', [
        symbol,
        minutes.ToString(CultureInfo.InvariantCulture),
        raw.sqlite3_column_int64(row, 0).ToString(CultureInfo.InvariantCulture),
        .. Enumerable.Range(1, 8).Select(i => raw.sqlite3_column_double(row, i).ToString("R", CultureInfo.InvariantCulture)),
        raw.sqlite3_column_int64(row, 9).ToString(CultureInfo.InvariantCulture),
    ]);

    private async Task RepeatAsync(Func<SqliteSession, Task> once)
    {
        SqliteSession? session = null;
        try
        {
            for (var i = 0; Times == 0 || i < Times; i++)
            {
                try
                {
                    session ??= new SqliteSession(Database, BusyTimeoutMs);
                    await once(session);
                }
                catch (SqliteFailure failure)
                {
                    // As a script does that is started again: what failed is said, the connection made anew.
                    Say(new Did("failed", failure.Code, 0, 0));
                    session?.Dispose();
                    session = null;
                }

                await PassAsync(PauseMs);
            }
        }
        finally
        {
            session?.Dispose();
        }
    }

    private Task PassAsync(MsRange range) => Eventually.PassAsync(TimeSpan.FromMilliseconds(range.Draw(_random)));
}

/// <summary>What a user's program says of one thing that it did.</summary>
/// <param name="What">holds, held, wrote, deleted or failed.</param>
/// <param name="Code">SQLite's answer where it failed.</param>
/// <param name="WaitedMs">Time until the write lock was had, ms.</param>
/// <param name="TookMs">Time of the whole, or for which it was held, ms.</param>
internal sealed record Did(string What, int Code, double WaitedMs, double TookMs);

/// <summary>A range of milliseconds, both ends included.</summary>
internal readonly record struct MsRange(int From, int To)
{
    public int Draw(Random random) => random.Next(From, To + 1);

    /// <summary>Reads <c>50-3000</c> or <c>1000</c>.</summary>
    public static MsRange Parse(string text)
    {
        var ends = text.Split('-');
        return new MsRange(int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
    }

    public override string ToString() => $"{From}-{To}";
}
