namespace CryptoFlow.Storage;

/// <summary>Why a database file is not opened.</summary>
public enum FileRefusal
{
    /// <summary>The engine, the directory or the file system is not safe for the file.</summary>
    Place,

    /// <summary>Another process has the right to write the file, or the right cannot be taken.</summary>
    Lock,

    /// <summary>There is no database at the path.</summary>
    Absent,

    /// <summary>SQLite cannot open or read the file.</summary>
    CannotOpen,

    /// <summary>The file holds tables of another program.</summary>
    Foreign,

    /// <summary>The schema of the file is newer than this program, or not brought up to date.</summary>
    Schema,

    /// <summary>The file holds candles of another origin than this process collects, or does not say of which.</summary>
    Origin,

    /// <summary>The file at the path is another database than the one that this process was started on.</summary>
    Replaced,

    /// <summary>A table, a column, a trigger, an index or a row that is needed is missing.</summary>
    Incomplete,
}

/// <summary>
/// A database file is refused: nothing was written to it. At the start of the program or of a command this ends it with exit code 1; a writer at work closes the
/// file and looks at it again (<c>Storage/DESIGN.md</c>, Supervision).
/// </summary>
/// <param name="refusal">Why.</param>
/// <param name="message">The sentence that the user reads. It says what to do.</param>
public sealed class FileRefusedException(FileRefusal refusal, string message) : Exception(message)
{
    public FileRefusal Refusal { get; } = refusal;
}
