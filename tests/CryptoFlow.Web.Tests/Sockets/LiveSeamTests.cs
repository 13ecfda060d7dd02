using System.Collections.Immutable;
using CryptoFlow.Web.Caching;
using CryptoFlow.Web.Sockets;
using CsCheck;

namespace CryptoFlow.Web.Tests.Sockets;

public sealed class LiveSeamTests
{
    private static readonly Interval Interval = Some.Btc.Interval;

    /// <summary>
    /// A store, the queue of commits that are on their way to the client, and the client behind the seam, with steps in any order.
    /// At the end the client has exactly the candles of the store, and no version of a candle came twice.
    /// </summary>
    [Fact]
    public void No_candle_is_lost_or_pushed_twice_between_history_and_live_stream() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9]).List[5, 60].Sample(steps =>
        {
            var world = new World();
            foreach (var (what, slot) in steps)
                world.Step(what, slot);
            world.Finish();
            Assert.Equal(world.Stored, world.Seen);
            Assert.Equal(world.Pushes.Count, world.Pushes.Distinct().Count());
        });

    /// <summary>A backup has replaced the file. Its versions are lower than those of the client's history.</summary>
    [Theory]
    [InlineData("a", 0)]
    [InlineData("b", 1)]
    public void A_commit_of_a_lower_version_is_left_out_only_where_it_is_of_the_same_database(string database, int due)
    {
        var seam = new LiveSeam(100);
        seam.Open(Interval, new PageExtent(7, null, null, false, "a"), now: Some.Start);

        Assert.Equal(due, seam.Take(new HubProtocol.CommitFrames(Some.Btc, 3, [new CandleFrame(Some.Start, default)], database))!.Count);
    }

    [Fact]
    public void Candles_before_the_window_are_not_pushed()
    {
        var seam = new LiveSeam(100);
        var history = Some.Candles(LiveSeam.HistoryCandles + 1)[1..];
        seam.Open(Interval, new PageExtent(7, history[0].OpenTime, history[^1].OpenTime, true), now: 0);

        var reach = history[^1].OpenTime - (LiveSeam.HistoryCandles * Interval.Milliseconds);
        Assert.Equal(reach, seam.From);
        Assert.Equal([reach], seam.Take(Commit(8, reach - 1, reach))!.Select(f => f.OpenTime));
    }

    [Fact]
    public void The_window_of_an_empty_series_is_that_of_the_clock()
    {
        var seam = new LiveSeam(100);
        seam.Open(Interval, new PageExtent(7, null, null, false), now: 2_000_000_000_000);
        Assert.Equal(Interval.Floor(2_000_000_000_000) - (1000 * Interval.Milliseconds), seam.From);
    }

    [Fact]
    public void The_number_of_collected_candles_is_bounded()
    {
        var seam = new LiveSeam(3);
        Assert.NotNull(seam.Take(Commit(1, 1, 2, 3)));
        Assert.Null(seam.Take(Commit(2, 4)));
    }

    private static HubProtocol.CommitFrames Commit(long version, params long[] times) =>
        new(Some.Btc, version, [.. times.Select(t => new CandleFrame(t, BitConverter.GetBytes(version)))]);

    private sealed class World
    {
        private readonly Queue<HubProtocol.CommitFrames> _onTheWay = new();
        private readonly LiveSeam _seam = new(int.MaxValue);
        private long _version;
        private bool _joined;
        private bool _open;
        private (ImmutableSortedDictionary<long, long> Candles, long Version)? _read;

        /// <summary>For each open time, the version that wrote the candle.</summary>
        public ImmutableSortedDictionary<long, long> Stored { get; private set; } = ImmutableSortedDictionary<long, long>.Empty;

        public SortedDictionary<long, long> Seen { get; } = [];

        public List<(long Time, long Version)> Pushes { get; } = [];

        public void Step(int what, int slot)
        {
            switch (what)
            {
                case 0:
                    CommitOne(slot);
                    break;
                case 1 when _onTheWay.Count > 0:
                    Deliver();
                    break;
                case 2 when !_joined:
                    _joined = true;
                    break;
                case 2 when _read is null:
                    _read = (Stored, _version);
                    break;
                case 3 when _read is not null && !_open:
                    Open();
                    break;
            }
        }

        public void Finish()
        {
            _joined = true;
            _read ??= (Stored, _version);
            if (!_open)
                Open();
            while (_onTheWay.Count > 0)
                Deliver();
        }

        private void CommitOne(int slot)
        {
            var time = Some.Start + (slot * Interval.Milliseconds);
            Stored = Stored.SetItem(time, ++_version);
            _onTheWay.Enqueue(Commit(_version, time));
        }

        private void Deliver()
        {
            // Before the client has joined, the hub does not know it and drops these commits.
            var commit = _onTheWay.Dequeue();
            if (!_joined)
                return;
            var due = _seam.Take(commit)!;
            Assert.True(_open || due.Count == 0, "A candle was pushed before the history.");
            Push(due);
        }

        private void Open()
        {
            _open = true;
            var (candles, version) = _read!.Value;
            foreach (var (time, written) in candles)
            {
                Seen[time] = written;
                Pushes.Add((time, written));
            }

            Push(_seam.Open(Interval, new PageExtent(version, candles.IsEmpty ? null : candles.Keys.First(), candles.IsEmpty ? null : candles.Keys.Last(), false), now: Some.Start));
        }

        private void Push(IReadOnlyList<CandleFrame> frames)
        {
            foreach (var frame in frames)
            {
                var version = BitConverter.ToInt64(frame.Utf8.Span);
                Seen[frame.OpenTime] = version;
                Pushes.Add((frame.OpenTime, version));
            }
        }
    }
}
