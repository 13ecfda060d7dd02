namespace CryptoFlow.Storage;

/// <summary>Why a database file is not opened.</summary>
public enum FileRefusal
{
    /// <summary>The engine, the directory or the file system is not safe for the file.</summary>
    Place,

    /// <summary>Another process has the right to write the file, or this process cannot take that right.</summary>
    Lock,

    /// <summary>There is no database at the path.</summary>
    Absent,

    /// <summary>SQLite cannot open or read the file.</summary>
    CannotOpen,

    /// <summary>The file holds tables of another program.</summary>
    Foreign,

    /// <summary>The schema of the file is newer than this program knows, or is not migrated.</summary>
    Schema,

    /// <summary>The file holds candles of another origin than this process collects, or candles of an unknown origin.</summary>
    Origin,

    /// <summary>The file at the path is another database than the one that this process was started on.</summary>
    Replaced,

    /// <summary>A table, a column, a trigger, an index or a row that CryptoFlow needs is missing.</summary>
    Incomplete,
}

/// <summary>
/// CryptoFlow refuses a database file and has not changed it. At the start, the program or the command ends with exit code 1. A running writer closes
/// the file and checks it again later (Storage/DESIGN.md, Supervision).
/// </summary>
/// <param name="refusal">The kind of the reason.</param>
/// <param name="message">The sentence for the user: the reason, and what to do.</param>
public sealed class FileRefusedException(FileRefusal refusal, string message) : StoreException(refusal == FileRefusal.Lock ? StoreFailure.RightElsewhere : StoreFailure.Refused, message)
{
    public FileRefusal Refusal { get; } = refusal;
}
