using CryptoFlow.Collectors;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Testing;

namespace CryptoFlow.EndToEnd;

/// <summary>Exchanges that refuse requests from our country or network, and exchanges whose clock is wrong.</summary>
public sealed class BlockTests(RunningCollection running) : IClassFixture<RunningCollection>, IAsyncLifetime
{
    private readonly CollectorScene _scene = running.Scene;

    public static TheoryData<FaultKind, Exchange> Blocks => new()
    {
        { FaultKind.CountryBlocked, Exchange.Binance },
        { FaultKind.CountryBlocked, Exchange.Bybit },
        { FaultKind.CountryBlocked, Exchange.Bitget },
        { FaultKind.Restricted, Exchange.Binance },
        { FaultKind.Restricted, Exchange.Bybit },
        { FaultKind.Restricted, Exchange.Bitget },
    };

    public static TheoryData<Exchange> Exchanges => [.. ExchangeNames.All];

    public Task InitializeAsync() => running.WellAsync();

    public Task DisposeAsync()
    {
        _scene.Market.Faults.Clear();
        return Task.CompletedTask;
    }

    [Theory, MemberData(nameof(Blocks))]
    public async Task A_block_is_shown_with_the_exchanges_words_the_others_go_on_and_it_recovers_by_itself(FaultKind kind, Exchange blocked)
    {
        _scene.Market.Faults.Add(new Fault { Kind = kind, Venue = ExchangeTruth.VenueOf(blocked), Count = null });
        var waiting = await _scene.Host.CollectorAsync(blocked, c => c.Phase == CollectorPhase.Waiting);
        Assert.Contains(kind == FaultKind.Restricted ? "HTTP 451" : "HTTP 403", waiting.Detail, StringComparison.Ordinal);
        Assert.Null(waiting.PausedUntil);

        await Task.WhenAll(ExchangeNames.All.Where(e => e != blocked).Select(running.SyncedAgainAsync));
        Assert.Equal(CollectorPhase.Waiting, (await _scene.Host.CollectorAsync(blocked, _ => true)).Phase);

        _scene.Market.Faults.Clear();
        Assert.Null((await running.SyncedAgainAsync(blocked)).Detail);
    }

    [Theory, MemberData(nameof(Exchanges))]
    public async Task A_blocked_run_ends_with_what_was_under_way_and_a_sentence_and_the_next_one_completes(Exchange exchange)
    {
        var venue = ExchangeTruth.VenueOf(exchange);
        using (var file = _scene.OpenFile(readOnly: false))
            file.Execute($"DELETE FROM candles_15 WHERE symbol = '{new Instrument(exchange, "BTCUSDT").StorageKey}' AND (time / 900000) % 10 = 0");
        var scope = BackfillScope.All with { Exchange = exchange };
        _scene.Market.Faults.Add(new Fault { Kind = FaultKind.CountryBlocked, Venue = venue, Count = null });
        var asked = _scene.Requests(exchange);

        var blocked = await _scene.Host.BackfillAsync(exchange, scope);

        Assert.Equal(BackfillPhase.Incomplete, blocked.Phase);
        Assert.Contains("403", blocked.LastError, StringComparison.Ordinal);
        Assert.InRange(blocked.Plan!.Requests, 1, 2); // The holes share pages.
        Assert.InRange(_scene.Requests(exchange) - asked, 1, 15); // 8 requests at once, and some syncs.

        _scene.Market.Faults.Clear();
        Assert.Equal(BackfillPhase.Completed, (await _scene.Host.BackfillAsync(exchange, scope)).Phase);
        Assert.Empty(_scene.Differences());
    }

    [Theory]
    [InlineData(-600_000)]
    [InlineData(60_000)]
    public async Task A_wrong_exchange_clock_is_believed_and_no_candle_is_stored_before_it_closes_by_that_clock(long skew)
    {
        foreach (var exchange in ExchangeNames.All)
            _scene.Market.Faults.Add(new Fault { Kind = FaultKind.ClockSkew, Venue = ExchangeTruth.VenueOf(exchange), SkewMs = skew, Count = null });
        _scene.Market.Clock.Advance(Interval.M15.Milliseconds);
        var shown = _scene.Market.Clock.NowMs + skew;

        await Task.WhenAll(ExchangeNames.All.Select(async exchange =>
        {
            await running.SyncedAgainAsync(exchange);
            await running.SyncedAgainAsync(exchange);
            using var file = _scene.OpenFile();
            var newest = file.Scalar<long>($"SELECT max(time) FROM candles_15 WHERE symbol = '{new Instrument(exchange, "BTCUSDT").StorageKey}'");
            Assert.Equal(Interval.M15.Floor(shown) - Interval.M15.Milliseconds, newest);
        }));
        _scene.Market.Faults.Clear();
        await _scene.EqualAsync();
    }
}
