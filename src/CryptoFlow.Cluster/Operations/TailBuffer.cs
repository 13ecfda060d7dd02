using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Operations;

/// <summary>
/// The changes that wait for one caller of <c>cluster tail</c>. A caller that reads too slowly loses the oldest changes, and a line in their place says how many. One
/// thread writes, one reads.
/// </summary>
internal sealed class TailBuffer(int capacity)
{
    private readonly Channel<(long Number, ClusterNotice Notice)> _waiting = Channel.CreateBounded<(long, ClusterNotice)>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });

    private long _written;

    public void Write(ClusterNotice notice) => _waiting.Writer.TryWrite((_written++, notice));

    /// <summary>No change is written any more.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>The changes in their order, until the end of the writer or of the caller.</summary>
    public async IAsyncEnumerable<ClusterNotice> ReadAsync([EnumeratorCancellation] CancellationToken ended)
    {
        var next = 0L;
        while (await WaitAsync(ended))
        {
            while (_waiting.Reader.TryRead(out var read))
            {
                // The newest change is never dropped, so a later change always follows the dropped ones.
                if (read.Number > next)
                    yield return Lost(read.Number - next, read.Notice.At);
                next = read.Number + 1;
                yield return read.Notice;
            }
        }
    }

    private static ClusterNotice Lost(long count, long at) => new(
        at, "dropped", null, string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "change is" : "changes are")} not shown, because the changes before were read too slowly"));

    /// <summary>False when the caller has gone.</summary>
    private async Task<bool> WaitAsync(CancellationToken ended)
    {
        try
        {
            return await _waiting.Reader.WaitToReadAsync(ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return false;
        }
    }
}
