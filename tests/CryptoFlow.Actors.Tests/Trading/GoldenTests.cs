using System.Globalization;
using System.Text.Json;
using CryptoFlow.Testing;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Strategies.ChannelBounce;

namespace CryptoFlow.Trading;

/// <summary>The results of the specification on nine months of real candles. They must stay equal bit for bit.</summary>
public sealed class GoldenTests
{
    private const long From = 1_756_684_800_000;

    private static IEnumerable<Candle> Candles() => CandleFiles.Read("binance-um/BTCUSDT-15m.csv.gz").Where(c => c.OpenTime >= From);

    [SkippableFact]
    public void The_channel_at_each_higher_candle_equals_the_golden_file()
    {
        var expected = File.ReadLines(SharedData.Require("golden/BTCUSDT-channels.csv")).Skip(1).Select(Parsed).ToList();
        var strategy = new ChannelBounceStrategy(new());
        var higher = new HigherCandles(Interval.H1, Interval.M15);
        foreach (var candle in Candles())
            higher.AddLower(candle);

        var found = higher.TakeClosed(long.MaxValue).Select(candle =>
        {
            strategy.OnContextCandle(Interval.H1, candle);
            return (candle.OpenTime, strategy.Latest);
        });

        Assert.Equal(expected, found);
    }

    [SkippableFact]
    public void The_trades_equal_the_golden_file()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("golden/BTCUSDT-backtest.json")));

        var session = new TradingSession(new ChannelBounceStrategy(new()), new MoneyRules());
        var trades = Replay.Run(session, Candles()).SelectMany(o => o.Closed).ToList();

        Assert.Equal(golden.RootElement.GetProperty("trades").EnumerateArray().Select(Row), trades.Select(Row));
        Assert.Empty(session.Open);
        var summary = golden.RootElement.GetProperty("summary");
        Assert.Equal(
            (summary.GetProperty("trades").GetInt32(), summary.GetProperty("wins").GetInt32(), summary.GetProperty("losses").GetInt32(), summary.GetProperty("finalCapital").GetDouble(), summary.GetProperty("maxDrawdown").GetDouble()),
            (session.Account.Trades, session.Account.Wins, session.Account.Losses, session.Account.Capital, session.Account.MaxDrawdown));
    }

    private static (long, Channel?) Parsed(string line)
    {
        var cells = line.Split(',');
        double Number(int i) => double.Parse(cells[i], CultureInfo.InvariantCulture);
        return ((long)Number(0), cells[1].Length == 0 ? null : new Channel(Number(1), Number(2), (int)Number(3), (int)Number(4)));
    }

    private static string Row(JsonElement t) => string.Join(' ', t.EnumerateObject().Select(p => p.Value.ValueKind switch
    {
        JsonValueKind.Number => p.Value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => p.Value.ToString(),
    }));

    private static string Row(Trade t) => string.Create(
        CultureInfo.InvariantCulture,
        $"{t.Signal.Time} {t.ExitTime} {t.Signal.Direction.ToWireName()} {t.Signal.Entry:R} {t.Signal.Stop:R} {t.Signal.Tp1:R} {t.Signal.Tp2:R} {t.Tp1Hit} {t.Reason.ToWireName()} {t.PnlPct:R} {t.Net:R} {t.CapitalAfter:R}");
}
