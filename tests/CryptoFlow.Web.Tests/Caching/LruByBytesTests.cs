using CryptoFlow.Web.Caching;
using CsCheck;

namespace CryptoFlow.Web.Tests.Caching;

/// <summary>The bounded dictionary of the two page caches.</summary>
public sealed class LruByBytesTests
{
    private readonly List<string> _evicted = [];

    [Fact]
    public void The_least_recently_used_values_are_evicted_until_the_new_value_fits()
    {
        var lru = Of(maxBytes: 100, ("a", 40), ("b", 30), ("c", 30));
        Assert.True(lru.TryGet("a", out _));

        Assert.True(lru.Put("d", 4, 50));

        Assert.Equal(["b", "c"], _evicted);
        Assert.Equal((90L, 2), (lru.Bytes, lru.Count));
        Assert.True(lru.TryGet("a", out var first) && first == 0);
    }

    [Fact]
    public void A_peek_is_not_a_use()
    {
        var lru = Of(maxBytes: 100, ("a", 50), ("b", 50));
        Assert.True(lru.TryPeek("a", out _));

        lru.Put("c", 3, 1);

        Assert.Equal(["a"], _evicted);
        Assert.False(lru.TryPeek("a", out _));
    }

    [Fact]
    public void A_new_value_takes_the_place_of_the_keys_former_value_and_nothing_is_evicted()
    {
        var lru = Of(maxBytes: 100, ("a", 60), ("b", 40));

        Assert.True(lru.Put("a", 7, 60));

        Assert.Empty(_evicted);
        Assert.Equal(100, lru.Bytes);
        Assert.True(lru.TryGet("a", out var value) && value == 7);
    }

    [Fact]
    public void A_value_above_the_bound_is_not_held_and_neither_is_the_former_value_of_its_key()
    {
        var lru = Of(maxBytes: 100, ("a", 60), ("b", 40));

        Assert.False(lru.Put("a", 7, 101));

        Assert.False(lru.TryGet("a", out _));
        Assert.True(lru.TryGet("b", out _));
        Assert.Equal(["a"], _evicted);
        Assert.Equal((40L, 1), (lru.Bytes, lru.Count));
    }

    /// <summary>Any operations, beside a list in the order of use.</summary>
    [Fact]
    public void The_values_are_those_of_a_list_in_the_order_of_use() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 60]).Array[1, 80].Sample(steps =>
        {
            var lru = new LruByBytes<int, int>(100);
            var list = new List<(int Key, int Bytes)>();
            foreach (var (act, key, bytes) in steps)
            {
                var at = list.FindIndex(e => e.Key == key);
                var held = at < 0 ? default : list[at];
                if (act == 0)
                    Assert.Equal(at >= 0, lru.Remove(key));
                else if (act == 1)
                    Assert.Equal(at >= 0, lru.TryGet(key, out _));
                else
                    lru.Put(key, bytes, bytes);
                if (at >= 0)
                    list.RemoveAt(at);
                if (act == 1 && at >= 0)
                    list.Add(held);
                else if (act > 1)
                    list.Add((key, bytes));
                while (list.Sum(e => e.Bytes) > 100)
                    list.RemoveAt(0);

                Assert.Equal((list.Sum(e => (long)e.Bytes), list.Count), (lru.Bytes, lru.Count));
                Assert.All(list, e => Assert.True(lru.TryPeek(e.Key, out var value) && value == e.Bytes));
            }
        });

    private LruByBytes<string, int> Of(long maxBytes, params (string Key, long Bytes)[] values)
    {
        var lru = new LruByBytes<string, int>(maxBytes, _evicted.Add);
        foreach (var (number, value) in values.Index())
            lru.Put(value.Key, number, value.Bytes);
        return lru;
    }
}
