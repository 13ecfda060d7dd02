using CryptoFlow.Membership;

namespace CryptoFlow.Cluster.Operations;

/// <summary>A caller of <c>cluster tail</c> that reads slowly learns what it has missed.</summary>
public sealed class TailBufferTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_line_stands_in_the_place_of_the_oldest_changes_that_no_room_was_left_for()
    {
        var buffer = new TailBuffer(3);
        foreach (var n in Enumerable.Range(1, 1_005))
            buffer.Write(Change(n));
        buffer.End();

        var read = await buffer.ReadAsync(default).ToListAsync();

        Assert.Equal(["dropped", "1003", "1004", "1005"], read.Select(notice => notice.Change));
        Assert.Equal((1_003, "1,002 changes are not shown, because the changes before were read too slowly"), (read[0].At, read[0].Detail));
    }

    [Fact]
    public async Task Each_drop_has_its_own_line_and_a_caller_that_keeps_up_sees_none()
    {
        var buffer = new TailBuffer(1);
        await using var reading = buffer.ReadAsync(default).GetAsyncEnumerator();

        Assert.Equal(["1", "dropped", "3", "4", "dropped", "6"], [await NextAsync(1), await NextAsync(2, 3), await NextAsync(), await NextAsync(4), await NextAsync(5, 6), await NextAsync()]);

        async Task<string> NextAsync(params int[] written)
        {
            foreach (var n in written)
                buffer.Write(Change(n));
            Assert.True(await reading.MoveNextAsync().AsTask().WaitAsync(Patience));
            return reading.Current.Change;
        }
    }

    [Fact]
    public async Task A_caller_that_goes_ends_the_reading()
    {
        using var gone = new CancellationTokenSource();
        var reading = new TailBuffer(1).ReadAsync(gone.Token).ToListAsync();
        await gone.CancelAsync();
        Assert.Empty(await reading);
    }

    private static ClusterNotice Change(int n) => new(n, $"{n}", null, null);
}
