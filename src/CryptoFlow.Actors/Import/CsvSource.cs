using System.IO.Compression;
using System.IO.Pipelines;

namespace CryptoFlow.Import;

/// <summary>
/// The text of a CSV file: plain, gzip, or the only file of a zip archive. The content decides which format it is, not the file name. The text can be read once,
/// from its begin to its end.
/// </summary>
public sealed class CsvSource : IAsyncDisposable
{
    /// <summary>The first bytes of a gzip member, and of a zip archive's first file.</summary>
    private static readonly byte[] GzipMark = [0x1f, 0x8b];
    private static readonly byte[] ZipMark = "PK\u0003\u0004"u8.ToArray();

    private readonly Stream _raw;
    private readonly IDisposable? _archive;

    private CsvSource(Stream raw, Stream content, IDisposable? archive)
    {
        (_raw, Content, _archive) = (raw, content, archive);
    }

    /// <summary>The decompressed text.</summary>
    public Stream Content { get; }

    /// <summary>Bytes to read, before decompression; null if not known (standard input).</summary>
    public long? Length => _raw.CanSeek ? _raw.Length : null;

    /// <summary>Bytes read so far, before decompression.</summary>
    public long Position => _raw.CanSeek ? _raw.Position : 0;

    /// <param name="raw">The file, possibly compressed. This object disposes of it.</param>
    /// <param name="cancellation">Ends the wait for the first bytes.</param>
    /// <exception cref="InvalidDataException">The file is empty, or is an archive that does not hold exactly one file.</exception>
    public static async Task<CsvSource> OpenAsync(Stream raw, CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(raw, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var head = (await pipe.ReadAtLeastAsync(ZipMark.Length, cancellation).ConfigureAwait(false)).Buffer;
        if (head.IsEmpty)
            throw new InvalidDataException("The file is empty.");

        var first = new byte[Math.Min(ZipMark.Length, head.Length)];
        head.FirstSpan[..first.Length].CopyTo(first);
        pipe.AdvanceTo(head.Start);
        if (first.AsSpan().SequenceEqual(ZipMark))
            return OfArchive(raw);
        var text = pipe.AsStream();
        return new CsvSource(raw, first.AsSpan().StartsWith(GzipMark) ? new GZipStream(text, CompressionMode.Decompress) : text, null);
    }

    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        _archive?.Dispose();
        await _raw.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Opens a zip archive. Its directory is at its end, so the file must be seekable.</summary>
    private static CsvSource OfArchive(Stream raw)
    {
        if (!raw.CanSeek)
            throw new InvalidDataException("A zip archive cannot be read from standard input; give the file, or unpack it (unzip -p FILE | …).");
        raw.Position = 0;
        var archive = new ZipArchive(raw, ZipArchiveMode.Read, leaveOpen: true);
        return archive.Entries is [var entry]
            ? new CsvSource(raw, entry.Open(), archive)
            : throw new InvalidDataException($"The zip archive holds {archive.Entries.Count} files; one is allowed, since each archive is one series.");
    }
}
