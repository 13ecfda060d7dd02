using System.Net;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>The simulator's switches for exchange rules that are not certain, each with its other value.</summary>
public sealed class SwitchTests
{
    [Fact]
    public async Task Bybit_can_keep_the_oldest_rows_of_a_window()
    {
        await using var exchange = await StartAsync(configure: o => o with { BybitRules = new BybitRules { StartEndKeepsNewest = false } });

        var opens = await exchange.Opens(Venue.Bybit, CandlePath(Venue.Bybit, start: T0, end: T0 + (50 * I), limit: 3));

        Assert.Equal([T0 + (2 * I), T0 + I, T0], opens);
    }

    [Fact]
    public async Task Bitgets_history_can_use_the_start()
    {
        await using var exchange = await StartAsync(configure: o => o with { BitgetRules = new BitgetRules { HistoryHonoursStartTime = true } });

        var opens = await exchange.Opens(Venue.Bitget, CandlePath(Venue.Bitget, start: T0, end: T0 + (2 * I), limit: 3));

        Assert.Equal([T0, T0 + I], opens);
    }

    [Fact]
    public async Task Bitgets_unaligned_end_can_include_its_candle()
    {
        await using var exchange = await StartAsync(configure: o => o with { BitgetRules = new BitgetRules { UnalignedEndIsInclusive = true } });

        var unaligned = await exchange.Opens(Venue.Bitget, CandlePath(Venue.Bitget, end: T0 + 1, limit: 1));
        var aligned = await exchange.Opens(Venue.Bitget, CandlePath(Venue.Bitget, end: T0, limit: 1));

        Assert.Equal([T0], unaligned);
        Assert.Equal([T0 - I], aligned);
    }

    [Fact]
    public async Task Bitgets_history_refuses_more_than_200_rows_or_gives_200()
    {
        await using var refusing = await StartAsync();
        await using var cutting = await StartAsync(configure: o => o with { BitgetRules = new BitgetRules { HistoryLimitIsClamped = true } });

        var refused = await refusing.Json(Venue.Bitget, CandlePath(Venue.Bitget, limit: 201), HttpStatusCode.BadRequest);

        Assert.Equal("40053", refused.GetProperty("code").GetString());
        Assert.Equal(200, (await cutting.Rows(Venue.Bitget, CandlePath(Venue.Bitget, limit: 201))).Length);
    }
}
