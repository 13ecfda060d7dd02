using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Wire;

/// <summary>Counts the messages that cross a process and those that were refused. Logs a refusal at most once in 30 s for each reason. Safe for concurrent use.</summary>
public sealed class WireCounters
{
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(30);

    /// <summary>Most characters of a received manifest in a log line, because another program chose it.</summary>
    private const int LoggedManifest = 80;

    private readonly ILogger<WireCounters> _logger;
    private readonly Refused[] _refused;
    private long _written;
    private long _writtenBytes;
    private long _read;
    private long _readBytes;
    private int _largest;

    public WireCounters(ILogger<WireCounters> logger, TimeProvider time)
    {
        _logger = logger;
        _refused = [.. Enum.GetValues<WireRefusal>().Select(_ => new Refused(new RepeatedWarning(time, LogPeriod)))];
    }

    /// <summary>Messages that were serialized.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Their bytes, without Akka's envelope.</summary>
    public long WrittenBytes => Interlocked.Read(ref _writtenBytes);

    /// <summary>Messages that were read.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Their bytes, without Akka's envelope.</summary>
    public long ReadBytes => Interlocked.Read(ref _readBytes);

    /// <summary>The largest message that was written or read, bytes.</summary>
    public int LargestBytes => Volatile.Read(ref _largest);

    /// <summary>Messages that were refused for a reason.</summary>
    public long RefusedFor(WireRefusal reason) => _refused[(int)reason].Count;

    internal void AddWritten(int bytes)
    {
        Interlocked.Increment(ref _written);
        Interlocked.Add(ref _writtenBytes, bytes);
        NoteSize(bytes);
    }

    internal void AddRead(int bytes)
    {
        Interlocked.Increment(ref _read);
        Interlocked.Add(ref _readBytes, bytes);
        NoteSize(bytes);
    }

    /// <param name="reason">Why.</param>
    /// <param name="message">The manifest, or the name of the type.</param>
    /// <param name="detail">One sentence for the log.</param>
    internal void AddRefused(WireRefusal reason, string message, string detail)
    {
        if (_refused[(int)reason].Add(out var suppressed))
            _logger.MessageRefused(reason, message.Length > LoggedManifest ? message[..LoggedManifest] : message, detail, suppressed);
    }

    private void NoteSize(int bytes)
    {
        int largest;
        while (bytes > (largest = Volatile.Read(ref _largest)) && Interlocked.CompareExchange(ref _largest, bytes, largest) != largest)
        {
        }
    }

    private sealed class Refused(RepeatedWarning warning)
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        /// <summary>True if the refusal should be logged.</summary>
        public bool Add(out long suppressed)
        {
            Interlocked.Increment(ref _count);
            lock (warning)
                return warning.ShouldLog(out suppressed);
        }
    }
}
