using CryptoFlow.Simulator.Faults;
using static CryptoFlow.Simulator.Tests.Exchange;

namespace CryptoFlow.Simulator.Tests.Faults;

/// <summary>Faults that replace the answer by a refusal.</summary>
public sealed class RefusalFaultTests
{
    [Theory]
    [InlineData(FaultKind.TooManyRequests, Venue.Binance, 429, "\"code\":-1003")]
    [InlineData(FaultKind.TooManyRequests, Venue.Bybit, 429, "\"retCode\":10429")]
    [InlineData(FaultKind.TooManyRequests, Venue.Bitget, 429, "\"code\":\"429\"")]
    [InlineData(FaultKind.TooManyVisits, Venue.Bybit, 200, "\"retCode\":10006")]
    [InlineData(FaultKind.Banned, Venue.Binance, 418, "banned until 1700186430000")]
    [InlineData(FaultKind.AccessTooFrequent, Venue.Binance, 403, "Request blocked")]
    [InlineData(FaultKind.AccessTooFrequent, Venue.Bybit, 403, "access too frequent")]
    [InlineData(FaultKind.CountryBlocked, Venue.Bybit, 403, "block access from your country")]
    [InlineData(FaultKind.Restricted, Venue.Binance, 451, "restricted location")]
    [InlineData(FaultKind.ServerError, Venue.Binance, 500, "\"code\":-1000")]
    [InlineData(FaultKind.ServerError, Venue.Bybit, 500, "\"retCode\":10016")]
    [InlineData(FaultKind.ServerError, Venue.Bitget, 500, "\"code\":\"40725\"")]
    [InlineData(FaultKind.GatewayError, Venue.Binance, 502, "<html>")]
    public async Task A_refusal_has_the_venues_status_and_body_and_a_Retry_After(FaultKind kind, Venue venue, int status, string text)
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault { Kind = kind, Venue = venue, RetryAfterSeconds = 30 });

        using var struck = await exchange.Get(venue, CandlePath(venue));
        using var next = await exchange.Get(venue, CandlePath(venue));

        Assert.Equal(status, (int)struck.StatusCode);
        Assert.Contains(text, await struck.Content.ReadAsStringAsync());
        Assert.Equal(kind is FaultKind.CountryBlocked or FaultKind.Restricted ? null : TimeSpan.FromSeconds(30), struck.Headers.RetryAfter?.Delta);
        Assert.Equal(200, (int)next.StatusCode);
    }

    [Theory]
    [InlineData(Venue.Binance, 503, "\"code\":-1008")]
    [InlineData(Venue.Bybit, 200, "\"retCode\":10016")]
    public async Task A_server_error_takes_the_status_that_is_chosen(Venue venue, int status, string text)
    {
        await using var exchange = await StartAsync();
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.ServerError, Venue = venue, Status = status });

        using var struck = await exchange.Get(venue, CandlePath(venue));

        Assert.Equal(status, (int)struck.StatusCode);
        Assert.Contains(text, await struck.Content.ReadAsStringAsync());
    }

    [SkippableFact]
    public async Task Bybits_10006_equals_the_recorded_answer()
    {
        var recorded = SharedData.Fixture("bybit/errors/200_10006_too_many_visits.json");
        await using var exchange = await StartAsync(T0);
        exchange.Simulator.Faults.Add(new Fault { Kind = FaultKind.TooManyVisits, Venue = Venue.Bybit });

        var answered = await exchange.Json(Venue.Bybit, CandlePath(Venue.Bybit));

        Assert.Equal(recorded.GetRawText().Replace(recorded.GetProperty("time").GetRawText(), T0.ToString()), answered.GetRawText());
    }
}
