using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>The names of the lanes in the commit log.</summary>
internal static class LaneNames
{
    public static string Of(WriteLane lane) => lane switch
    {
        WriteLane.Sync => "sync",
        WriteLane.Backfill => "backfill",
        WriteLane.Control => "control",
        WriteLane.Trades => "trades",
        WriteLane.Ledger or _ => "ledger",
    };

    /// <exception cref="FormatException">Another program has changed the text.</exception>
    public static WriteLane Parse(string text) => text switch
    {
        "sync" => WriteLane.Sync,
        "backfill" => WriteLane.Backfill,
        "control" => WriteLane.Control,
        "trades" => WriteLane.Trades,
        "ledger" => WriteLane.Ledger,
        _ => throw new FormatException($"'{text}' is no lane."),
    };
}
