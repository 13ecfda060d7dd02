using CryptoFlow.Simulator.Faults;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Faults;

/// <summary>Which requests a fault applies to.</summary>
public sealed class FaultMatchingTests
{
    [Fact]
    public async Task Only_requests_for_the_named_endpoint_symbol_and_interval_get_a_fault()
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault
        {
            Kind = FaultKind.ServerError,
            Venue = Venue.Bitget,
            Endpoint = "/api/v2/mix/market/history-candles",
            Symbol = "ETHUSDT",
            Interval = "1h",
            Count = null,
        });

        Assert.Equal(200, await Status(CandlePath(Venue.Bitget, "1h")));
        Assert.Equal(200, await Status(CandlePath(Venue.Bitget, "15m", symbol: "ETHUSDT")));
        Assert.Equal(200, await Status(CandlePath(Venue.Bitget, "1h", symbol: "ETHUSDT").Replace("history-candles", "candles")));
        Assert.Equal(500, await Status(CandlePath(Venue.Bitget, "1h", symbol: "ETHUSDT")));

        async Task<int> Status(string path)
        {
            using var response = await exchange.Get(Venue.Bitget, path);
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task A_count_is_used_up_and_faults_follow_in_order()
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.ServerError, Venue = Venue.Binance, Count = 2 });
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.Restricted, Venue = Venue.Binance });

        Assert.Equal("500 x2, 451, 200", await Pings(exchange, 4));
    }

    [Fact]
    public async Task With_a_probability_some_requests_get_the_fault_and_the_same_ones_with_the_same_seed()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var exchange = await StartAsync();
            exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.ServerError, Venue = Venue.Binance, Count = null, Probability = 0.3 });
            runs.Add(await Pings(exchange, 100));
        }

        Assert.Contains("500", runs[0]);
        Assert.Contains("200", runs[0]);
        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public async Task Removed_faults_have_no_effect()
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.ServerError, Venue = Venue.Binance, Count = null });
        Assert.Equal("500", await Pings(exchange, 1));

        exchange.Simulator.Faults.Clear();

        Assert.Equal("200", await Pings(exchange, 1));
    }

    [Fact]
    public async Task A_fault_with_wrong_values_is_refused()
    {
        await using var exchange = await StartAsync();

        Assert.Throws<ArgumentException>(() => exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.Gap, Venue = Venue.Binance, Count = 0 }));
        Assert.Throws<ArgumentException>(() => exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.Gap, Venue = Venue.Binance, Interval = "7m" }));
        Assert.Throws<ArgumentException>(() => exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.Gap, Venue = Venue.Binance, Probability = 0 }));
    }

    private static Task<string> Pings(Exchange exchange, int count) => exchange.Statuses(Venue.Binance, "/fapi/v1/ping", count);
}
