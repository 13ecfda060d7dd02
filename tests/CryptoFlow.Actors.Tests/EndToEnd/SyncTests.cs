using Akka.Actor;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.EndToEnd;

/// <summary>The program collects the newest candles while the exchanges' clock runs.</summary>
public sealed class SyncTests : IAsyncLifetime
{
    private readonly SceneOptions _options = new()
    {
        Exchanges = [.. ExchangeNames.All],
        HistoryDays = 15,
        Settings = [("Collector:PollIntervalSeconds", "1")],
    };

    private CollectorScene _scene = null!;

    public async Task InitializeAsync() => _scene = await CollectorScene.StartFilledAsync(_options);

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_candle_is_stored_at_the_next_poll_after_it_has_closed_and_published_and_never_before()
    {
        using var inbox = Inbox.Create(_scene.Host.System);
        _scene.Host.Commits.Subscribe(inbox.Receiver, CommitKinds.Candles);
        var closing = Interval.M15.Floor(_scene.Market.Clock.NowMs);
        _scene.Market.Clock.Advance(Interval.M15.Milliseconds);

        var published = new Dictionary<Exchange, CandlesCommitted>();
        while (published.Count < 3)
        {
            var committed = Assert.IsType<CandlesCommitted>(await inbox.ReceiveAsync(HangGuard.Limit));
            published.Add(committed.Series.Exchange, committed);
        }

        Assert.All(published.Values, committed =>
        {
            Assert.Equal(WriteLane.Sync, committed.Lane);
            var expected = ExchangeTruth.Candles(_scene.Market, committed.Series, new TimeRange(closing, long.MaxValue));
            Assert.Equal(expected, committed.Changed);
            Assert.Equal(closing, Assert.Single(committed.Changed).OpenTime);
        });
        Assert.Empty(_scene.Differences());
    }

    [Fact]
    public async Task The_newest_candles_are_read_again_and_put_right_where_they_differ()
    {
        var third = Interval.M15.Floor(_scene.Market.Clock.NowMs) - (3 * Interval.M15.Milliseconds);
        using (var file = _scene.OpenFile(readOnly: false))
            Assert.Equal(9, file.Execute($"UPDATE candles_15 SET close = close + 1, volume = 0 WHERE time >= {third}"));

        await _scene.EqualAsync();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(1_100)]
    public async Task What_closed_while_nothing_was_collected_is_brought_by_the_sync_and_a_search(int candles)
    {
        _scene.Market.Clock.Advance(candles * Interval.M15.Milliseconds);
        await _scene.EqualAsync();

        await _scene.StopHostAsync();
        _scene.Market.Clock.Advance(candles * Interval.M15.Milliseconds);
        await _scene.StartHostAsync();
        await _scene.EqualAsync();
    }
}
