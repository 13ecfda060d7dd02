using CryptoFlow.Exchanges.Limits;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Exchanges;

/// <summary>The parts and settings of an exchange client.</summary>
/// <param name="Http">Sends the requests. Its own timeout has to be longer than <see cref="RequestTimeout"/>.</param>
/// <param name="BaseUrl">Scheme and host, such as https://fapi.binance.com.</param>
/// <param name="Budget">The request budget of this exchange, with the limits declared beside the client (BinanceLimits.All, ...).</param>
/// <param name="Time">The clock.</param>
public sealed record ClientSetup(HttpClient Http, Uri BaseUrl, RequestBudget Budget, TimeProvider Time)
{
    /// <summary>
    /// A candle counts as closed when this time has passed since its end, by the exchange's clock. The first answers after the end may still show the candle as
    /// forming (docs/exchanges.md, Quirks).
    /// </summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time limit for one request, its body included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where failed requests are logged.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
