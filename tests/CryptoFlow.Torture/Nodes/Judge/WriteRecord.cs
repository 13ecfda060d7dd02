using CryptoFlow.Torture.Nodes.Load;

namespace CryptoFlow.Torture.Nodes.Judge;

/// <summary>
/// The file's own record of who wrote it. A trigger notes for each commit, in the commit's own transaction, the epoch under which it was written and the epoch that the
/// file had at that moment. So a write under an old epoch cannot hide, whatever the writers say.
/// </summary>
internal static class WriteRecord
{
    /// <summary>Adds the record to the file. To be called beside running programs, as any other program would.</summary>
    public static void Begin(string database)
    {
        using var file = new ForeignConnection(database);
        file.Execute("""
            CREATE TABLE IF NOT EXISTS torture_writes (place INTEGER PRIMARY KEY, number INTEGER, epoch INTEGER, file_epoch INTEGER);
            CREATE TRIGGER IF NOT EXISTS torture_write AFTER INSERT ON commits BEGIN
              INSERT INTO torture_writes (number, epoch, file_epoch) VALUES (new.number, new.epoch, (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'writer_epoch'));
            END
            """);
    }

    /// <summary>Reads the record. No program writes the file any more.</summary>
    /// <param name="file">The file.</param>
    /// <param name="acknowledged">The number of the newest marker that was acknowledged.</param>
    public static IReadOnlyList<Finding> Judge(ForeignConnection file, long acknowledged)
    {
        var writes = file.Query("SELECT number, epoch, file_epoch FROM torture_writes ORDER BY place", row => (Number: row.GetInt64(0), Epoch: row.GetInt64(1), FileEpoch: row.GetInt64(2)));
        var markers = file.Query(
            $"SELECT from_time FROM commits WHERE symbol = '{Marker.Series.Instrument.StorageKey}' AND interval = {Marker.Series.Interval.Minutes} ORDER BY number",
            row => Marker.NumberOf(row.GetInt64(0)));
        var stored = StoredRows.Candles(file, Marker.Series.Interval.Minutes, Marker.Series.Instrument.StorageKey);
        return
        [
            new("commits", $"{writes.Count:N0} under {writes.Select(w => w.Epoch).Distinct().Count()} epochs"),
            Finding.True("the file recorded each commit", $"{writes.Count:N0}", "some", writes.Count > 0),
            Finding.None("writes under an old epoch", [.. writes.Where(w => w.Epoch != w.FileEpoch).Select(w => $"commit {w.Number} under epoch {w.Epoch}, the file was at {w.FileEpoch}")]),
            Finding.None(
                "commits that break the order of (epoch, number)",
                [.. writes.Zip(writes.Skip(1)).Where(p => p.Second.Number != p.First.Number + 1 || p.Second.Epoch < p.First.Epoch).Select(p => $"{p.First} before {p.Second}")]),
            Finding.None(
                "commits that the log has changed since",
                file.Query(
                    "SELECT w.number FROM torture_writes w LEFT JOIN commits c ON c.number = w.number AND c.epoch = w.epoch WHERE c.number IS NULL",
                    row => $"commit {row.GetInt64(0)}")),
            Finding.None("markers that were not committed once and in order", [.. markers.Select((number, i) => (number, i)).Where(m => m.number != m.i).Select(m => $"marker {m.number} as commit {m.i} of its series")]),
            Finding.None(
                "acknowledged markers that are lost or changed",
                [.. Enumerable.Range(0, (int)acknowledged + 1).Where(n => n >= stored.Count || stored[n] != Marker.CandleOf(n)).Select(n => $"marker {n}")]),
        ];
    }
}
