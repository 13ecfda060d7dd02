namespace CryptoFlow.Storage.Candles;

/// <summary>Which part of the program asked the writer for a change of stored candles.</summary>
public enum ChangeSource
{
    /// <summary>The sync of the newest candles.</summary>
    Sync,

    /// <summary>A run that fills missing candles, or that a user started.</summary>
    Backfill,

    /// <summary>The continuous comparison with the exchange.</summary>
    Sweep,

    /// <summary>An import of a file.</summary>
    Import,

    /// <summary>The command <c>verify --repair</c>.</summary>
    Repair,

    /// <summary>A user who removed a series together with its candles.</summary>
    Removal,

    /// <summary>Retention. It keeps no revisions, so only a commit has this source.</summary>
    Retention,
}

/// <summary>The words of the columns <c>revisions.source</c> and <c>commits.source</c>, and of the API.</summary>
public static class ChangeSourceNames
{
    public static string ToName(this ChangeSource source) => source switch
    {
        ChangeSource.Sync => "sync",
        ChangeSource.Backfill => "backfill",
        ChangeSource.Sweep => "sweep",
        ChangeSource.Import => "import",
        ChangeSource.Repair => "repair",
        ChangeSource.Removal => "removal",
        ChangeSource.Retention => "retention",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Not a source."),
    };

    public static bool TryParse(string? text, out ChangeSource source)
    {
        foreach (var candidate in Enum.GetValues<ChangeSource>())
        {
            if (candidate.ToName() == text)
            {
                source = candidate;
                return true;
            }
        }

        source = default;
        return false;
    }
}
