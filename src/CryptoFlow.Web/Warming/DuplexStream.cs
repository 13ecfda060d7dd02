using System.IO.Pipelines;

namespace CryptoFlow.Web.Warming;

/// <summary>One end of an in-memory connection. Bytes that are written to one end are read at the other end.</summary>
internal sealed class DuplexStream : Stream
{
    private readonly Pipe _incoming;
    private readonly Pipe _outgoing;
    private readonly Stream _read;
    private readonly Stream _write;

    private DuplexStream(Pipe incoming, Pipe outgoing)
    {
        (_incoming, _outgoing) = (incoming, outgoing);
        (_read, _write) = (incoming.Reader.AsStream(leaveOpen: true), outgoing.Writer.AsStream(leaveOpen: true));
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes a connection and returns both ends.</summary>
    public static (DuplexStream Client, DuplexStream Server) Pair()
    {
        // Unbounded, because the server writes a whole history before the warm-up reads it.
        var options = new PipeOptions(pauseWriterThreshold: 0, resumeWriterThreshold: 0);
        var (toServer, toClient) = (new Pipe(options), new Pipe(options));
        return (new DuplexStream(toClient, toServer), new DuplexStream(toServer, toClient));
    }

    /// <summary>Ends the connection with a failure, which the reader of this end gets.</summary>
    public void Fail(Exception failure) => _incoming.Writer.Complete(failure);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _write.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => _read.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _read.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => _write.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _write.WriteAsync(buffer, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The other end can still read all bytes that were written.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _outgoing.Writer.Complete();
            _incoming.Reader.Complete();
        }

        base.Dispose(disposing);
    }
}
