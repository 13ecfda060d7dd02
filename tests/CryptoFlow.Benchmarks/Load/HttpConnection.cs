using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace CryptoFlow.Benchmarks.Load;

/// <summary>
/// An HTTP/1.1 keep-alive connection that uses very little processor time: a blocking socket, and only the parts of the protocol that find the end
/// of an answer. The load generator shares the processors with the server. HttpClient would use more processor time than the server does.
/// </summary>
/// <remarks>
/// Where the system supports it, the kernel drops the rest of a body of known length (MSG_TRUNC). A user's machine would copy the body with
/// its own processors. This class is not safe for concurrent use.
/// </remarks>
internal sealed class HttpConnection : IDisposable
{
    /// <summary>The number of bytes that the connection reads before it knows the length of the body. Longer than the headers of any answer.</summary>
    private const int HeadBytes = 2048;

    private static readonly SocketFlags Dropping = OperatingSystem.IsLinux() ? SocketFlags.Truncated : SocketFlags.None;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly Uri _server;
    private Socket? _socket;
    private int _start;
    private int _end;

    public HttpConnection(Uri server) => _server = server;

    /// <summary>The bytes of a GET request. A caller makes them once and sends them often.</summary>
    public static byte[] Request(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The status and the length of the body.</returns>
    /// <exception cref="IOException">The connection broke, or the answer is not valid HTTP. The next request opens a new connection.</exception>
    public (int Status, long BodyBytes) Get(ReadOnlySpan<byte> request)
    {
        try
        {
            _socket ??= Connect();
            _socket.Send(request);
            return Receive();
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            Dispose();
            throw broken as IOException ?? new IOException(broken.Message, broken);
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
        try
        {
            socket.Connect(_server.Host, _server.Port);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        (_start, _end) = (0, 0);
        return socket;
    }

    private (int Status, long BodyBytes) Receive()
    {
        var line = Line(HeadBytes);
        if (!line.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(line[9..], out int status, out _))
            throw new IOException($"The answer is not HTTP/1.1: {Encoding.ASCII.GetString(line)}");

        var (length, chunked) = (0L, false);
        for (line = Line(HeadBytes); !line.IsEmpty; line = Line(HeadBytes))
        {
            if (IsHeader(line, "content-length: "u8, out var value))
                _ = Utf8Parser.TryParse(value, out length, out _);
            else if (IsHeader(line, "transfer-encoding: "u8, out value))
                chunked = value.SequenceEqual("chunked"u8);
        }

        if (chunked)
            return (status, SkipChunks());
        Skip(length, Dropping);
        return (status, length);
    }

    private long SkipChunks()
    {
        for (var total = 0L; ;)
        {
            if (!Utf8Parser.TryParse(Line(_buffer.Length), out long size, out _, 'x'))
                throw new IOException("The server sent a chunk without its length.");
            if (size > 0)
                Skip(size, SocketFlags.None);
            total += size;
            if (!Line(_buffer.Length).IsEmpty)
                throw new IOException("The server sent a chunk that is longer than its length says, or trailers.");
            if (size == 0)
                return total;
        }
    }

    private static bool IsHeader(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var matches = line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
        value = matches ? line[name.Length..] : default;
        return matches;
    }

    /// <summary>The next line without its line end. The span is valid until the next call.</summary>
    private ReadOnlySpan<byte> Line(int atMost)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                var line = _buffer.AsSpan(_start, length);
                _start += length + 2;
                return line;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            _end += Receive(_buffer.AsSpan(_end, Math.Min(atMost, _buffer.Length - _end)), SocketFlags.None);
        }
    }

    private void Skip(long count, SocketFlags flags)
    {
        var buffered = (int)Math.Min(count, _end - _start);
        _start += buffered;
        for (var left = count - buffered; left > 0;)
        {
            // The length of the next chunk follows each chunk. A full buffer read gets both with one system call.
            if (flags == SocketFlags.None)
            {
                _end = Receive(_buffer, flags);
                _start = (int)Math.Min(left, _end);
                left -= _start;
            }
            else
            {
                left -= Receive(_buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length)), flags);
            }
        }
    }

    private int Receive(Span<byte> to, SocketFlags flags) => _socket!.Receive(to, flags) is > 0 and var count
        ? count
        : throw new IOException("The server has closed the connection.");
}
