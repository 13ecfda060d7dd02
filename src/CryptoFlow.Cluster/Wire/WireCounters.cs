using System.Diagnostics.Metrics;
using CryptoFlow.Logging;
using CryptoFlow.Monitoring.Metrics;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Wire;

/// <summary>Counts the messages that cross a process and those that were refused. Logs a refusal at most once in 30 s for each reason. Safe for concurrent use.</summary>
public sealed class WireCounters
{
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(30);

    /// <summary>Maximum length of a received manifest in a log line, because another program has chosen the manifest.</summary>
    private const int LoggedManifest = 80;

    private readonly ILogger<WireCounters> _logger;
    private readonly Refused[] _refused;
    private readonly Histogram<double>? _sizes;
    private long _written;
    private long _read;
    private int _largest;

    /// <param name="logger">The log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meter">Receives the size of each message; null for none.</param>
    public WireCounters(ILogger<WireCounters> logger, TimeProvider time, Meter? meter = null)
    {
        _logger = logger;
        _refused = [.. Enum.GetValues<WireRefusal>().Select(_ => new Refused(new RepeatedWarning(time, LogPeriod)))];
        _sizes = meter?.Create(WireSizes.Shape);
    }

    /// <summary>Messages that were serialized.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Messages that were read.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Messages that were refused for a reason.</summary>
    public long RefusedFor(WireRefusal reason) => _refused[(int)reason].Count;

    /// <summary>The size of the largest message that was written or read since the last call, bytes; 0 if there was none.</summary>
    public int TakeLargest() => Interlocked.Exchange(ref _largest, 0);

    internal void AddWritten(int bytes)
    {
        Interlocked.Increment(ref _written);
        NoteSize(bytes);
        _sizes?.Record(bytes, WireSizes.Written);
    }

    internal void AddRead(int bytes)
    {
        Interlocked.Increment(ref _read);
        NoteSize(bytes);
        _sizes?.Record(bytes, WireSizes.Read);
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
