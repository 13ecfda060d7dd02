using CryptoFlow.Exchanges.Limits;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Exchanges;

/// <summary>What an exchange client is made of.</summary>
/// <param name="Http">Sends the requests; its own time-out has to be longer than <see cref="RequestTimeout"/>.</param>
/// <param name="BaseUrl">Scheme and host, such as https://fapi.binance.com.</param>
/// <param name="Budget">The exchange's one budget, with the limits declared beside the client (BinanceLimits.All, ...).</param>
/// <param name="Time">The clock.</param>
public sealed record ClientSetup(HttpClient Http, Uri BaseUrl, RequestBudget Budget, TimeProvider Time)
{
    /// <summary>
    /// How long after its end a candle counts as closed, by the exchange's clock: the first answers after the end may still
    /// show it forming (EXCHANGES 4, quirk 13).
    /// </summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one request may take, its body included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where failed requests are logged.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;
}
