using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SQLitePCL;

namespace CryptoFlow.Torture.Foreign;

/// <summary>What a user's programs do with the file. Each runs in its own process until its task is done or somebody kills the process.</summary>
/// <param name="Database">Path of the database file.</param>
/// <param name="Seed">Seed of all random choices.</param>
/// <param name="HoldMs">How long the program holds a lock or a snapshot, ms.</param>
/// <param name="PauseMs">Pause between two repetitions, ms.</param>
/// <param name="Times">Number of repetitions; 0: no end.</param>
/// <param name="BusyTimeoutMs">SQLite's busy timeout, ms.</param>
/// <param name="ShownTo">Path of the file that records each candle that was read; null: no record.</param>
internal sealed record UserPrograms(string Database, int Seed, MsRange HoldMs, MsRange PauseMs, int Times, int BusyTimeoutMs, string? ShownTo)
{
    private const string OwnTable = "CREATE TABLE IF NOT EXISTS users_notes (id INTEGER PRIMARY KEY, at INTEGER, note TEXT)";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Random _random = new(Seed);

    /// <summary>Takes the write lock, holds the lock for a while, and releases the lock.</summary>
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

    /// <summary>Writes one row into a table that only this program uses.</summary>
    public Task WriteAsync() => RepeatAsync(session =>
    {
        var began = Stopwatch.GetTimestamp();
        session.Execute("BEGIN IMMEDIATE");
        var waited = Stopwatch.GetElapsedTime(began);
        session.Execute($"{OwnTable}; INSERT INTO users_notes (at, note) VALUES ({Environment.TickCount64}, 'a row of mine'); COMMIT");
        Say(new Did("wrote", 0, waited.TotalMilliseconds, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        return Task.CompletedTask;
    });

    /// <summary>Opens a read transaction and keeps its snapshot for a while.</summary>
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

    /// <summary>Reads pages of candles, newest or old pages, and records every candle that it read.</summary>
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

    /// <summary>From time to time deletes a range of candles, like a user who wants the program to fetch them again.</summary>
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

    /// <summary>Prints what happened in one repetition, as one line of JSON.</summary>
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
                    // Behaves like a script that somebody starts again: it reports the failure and opens a new connection.
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

/// <summary>The report of a user's program about one thing that it did.</summary>
/// <param name="What">holds, held, wrote, deleted or failed.</param>
/// <param name="Code">SQLite's result code if the statement failed.</param>
/// <param name="WaitedMs">Time until the program had the write lock, ms.</param>
/// <param name="TookMs">Time of the whole operation, or the time for which the lock was held, ms.</param>
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
