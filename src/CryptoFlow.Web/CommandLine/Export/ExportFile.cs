using CryptoFlow.Errors;
using CryptoFlow.Storage;

namespace CryptoFlow.Web.CommandLine.Export;

/// <summary>
/// A file that an export writes. The export writes under a temporary name beside the target and renames the file when it is complete, so no reader sees a partial
/// file. An existing file is kept unless the user allows to replace it.
/// </summary>
/// <remarks>
/// The temporary name is fixed: a killed export leaves its partial file there, and the next export to the same target overwrites it. A lock on the partial file
/// refuses a second export to the same target.
/// </remarks>
internal sealed class ExportFile : IAsyncDisposable
{
    private const string Suffix = ".part";

    private readonly bool _overwrite;
    private readonly string _part;
    private readonly FileStream _stream;
    private bool _isDone;

    private ExportFile(string named, string path, bool overwrite)
    {
        (Named, Path, _overwrite, _part) = (named, path, overwrite, path + Suffix);
        try
        {
            _stream = new FileStream(_part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (IOException) when (File.Exists(_part))
        {
            throw new UserError($"Another export writes {named} now; wait for it, or choose another name.");
        }
    }

    public string Named { get; }

    public string Path { get; }

    public Stream Stream => _stream;

    public long Length => _stream.Length;

    /// <summary>Refuses a target that must not be written, before any candle is read.</summary>
    /// <exception cref="UserError">The target must not be written.</exception>
    public static void Refuse(string named, string databasePath, bool overwrite)
    {
        var path = RealPath.Of(named);
        OutputPath.Refuse("--out", named, path, RealPath.Of(databasePath));
        if (!overwrite && File.Exists(path))
            throw UserError.WrongUse($"--out is '{named}', which exists; choose another name, or replace it with --overwrite.");
    }

    /// <exception cref="UserError">Another export writes the same target.</exception>
    public static ExportFile Create(string named, bool overwrite) => new(named, RealPath.Of(named), overwrite);

    /// <summary>Puts the whole file in place.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _stream.Flush(flushToDisk: true);
        try
        {
            File.Move(_part, Path, _overwrite);
        }
        catch (IOException) when (!_overwrite && File.Exists(Path))
        {
            throw new UserError($"A file {Named} has appeared during the export and is kept; the export was not stored.");
        }

        _isDone = true;
        await _stream.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDone)
            return;

        // Delete before the lock is freed, because another export may begin with the same name right after that.
        File.Delete(_part);
        await _stream.DisposeAsync();
    }
}
