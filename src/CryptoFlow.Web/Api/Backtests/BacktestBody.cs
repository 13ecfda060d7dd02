using System.ComponentModel;
using CryptoFlow.Trading.Backtesting;
using CryptoFlow.Web.Backtests;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Backtests;

/// <summary>The body of <c>POST /api/backtest</c>.</summary>
/// <param name="Symbol">The series, as EXCHANGE:SYMBOL.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="From">First open time, ms UTC.</param>
/// <param name="To">Exclusive end of open times, ms UTC.</param>
internal sealed record BacktestBody(
    [property: Description("The series, such as BINANCE:BTCUSDT.")] string? Symbol = null,
    [property: Description("The strategy's name. Default NO_ML.")] string? Strategy = null,
    [property: Description("First open time, ms UTC, or an ISO 8601 text such as 2024-01-31T12:00Z. Default: the first whole day (UTC) that is stored.")] long? From = null,
    [property: Description("Exclusive end of open times, ms UTC, or an ISO 8601 text such as 2024-01-31T12:00Z. Default: the end of the stored candles.")] long? To = null)
{
    /// <exception cref="InputException">The body is not JSON or not an object, or a member is wrong.</exception>
    public static async Task<BacktestRequest> ReadAsync(HttpRequest request, CancellationToken aborted)
    {
        var body = await JsonInput.ReadObjectAsync(
            request,
            new BacktestBody(),
            "{\"symbol\":\"BINANCE:BTCUSDT\"}",
            static (body, member) => member.Name switch
            {
                "symbol" => body with { Symbol = JsonInput.Text(member) },
                "strategy" => body with { Strategy = JsonInput.Text(member) },
                "from" => body with { From = JsonInput.Time(member) },
                "to" => body with { To = JsonInput.Time(member) },
                _ => throw new InputException($"'{SeriesInput.Quote(member.Name)}' is not a member; allowed are symbol, strategy, from and to."),
            },
            aborted);
        return BacktestInput.ToRequest(body.Symbol, body.Strategy, body.From, body.To);
    }
}
