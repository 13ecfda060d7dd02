using System.Net;
using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Outgoing;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Exchanges;

/// <summary>Creates the client of an exchange, with its declared limits and its own connection pool.</summary>
public static class ExchangeClients
{
    /// <summary>The default for the most connections to one exchange, and so for the most requests under way.</summary>
    public const int DefaultConnections = 16;

    // Short, so that a change of the exchange's IP addresses takes effect soon; long enough to reuse connections during a backfill.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The exchange's public host (docs/exchanges.md, Comparison).</summary>
    public static Uri DefaultBaseUrl(Exchange exchange) => new(exchange switch
    {
        Exchange.Binance => "https://fapi.binance.com",
        Exchange.Bybit => "https://api.bybit.com",
        Exchange.Bitget => "https://api.bitget.com",
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    });

    /// <summary>A budget with the limits that the exchange documents.</summary>
    public static RequestBudget CreateBudget(Exchange exchange, TimeProvider time) => new(exchange switch
    {
        Exchange.Binance => BinanceLimits.All,
        Exchange.Bybit => BybitLimits.All,
        Exchange.Bitget => BitgetLimits.All,
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    }, time);

    /// <summary>Creates a client that lives as long as the process. All callers of the exchange from this address share it.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="baseUrl">Scheme and host.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where failures are logged.</param>
    /// <param name="budget">The budget, or null for <see cref="CreateBudget"/>.</param>
    /// <param name="requestTimeout">Time limit for one request, or null for the default of <see cref="ClientSetup.RequestTimeout"/>, 15 s.</param>
    /// <param name="closeGrace">
    /// How long after its end a candle counts as closed, or null for the default of <see cref="ClientSetup.CloseGrace"/>, 2 s.
    /// </param>
    /// <param name="connections">The most connections at once.</param>
    /// <param name="connector">Opens the connections, or null for one that uses the system's resolver.</param>
    public static IExchangeClient Create(
        Exchange exchange,
        Uri baseUrl,
        TimeProvider time,
        ILoggerFactory loggers,
        RequestBudget? budget = null,
        TimeSpan? requestTimeout = null,
        TimeSpan? closeGrace = null,
        int connections = DefaultConnections,
        OutgoingConnector? connector = null)
    {
        var log = loggers.CreateLogger($"CryptoFlow.Exchanges.{exchange}");
        connector ??= new OutgoingConnector(time, log) { ConnectTimeout = ConnectTimeout(requestTimeout) };
        var setup = new ClientSetup(CreateHttp(connector, connections), baseUrl, budget ?? CreateBudget(exchange, time), time) { Log = log };
        return Create(exchange, setup with
        {
            RequestTimeout = requestTimeout ?? setup.RequestTimeout,
            CloseGrace = closeGrace ?? setup.CloseGrace,
        });
    }

    /// <summary>Shorter than the time limit of a request, so that the error of a request can name the addresses that did not answer.</summary>
    private static TimeSpan ConnectTimeout(TimeSpan? requestTimeout) =>
        requestTimeout * (2.0 / 3) is { } part && part < OutgoingConnector.DefaultTimeout ? part : OutgoingConnector.DefaultTimeout;

    /// <summary>Creates a client from the given parts.</summary>
    public static IExchangeClient Create(Exchange exchange, ClientSetup setup) => exchange switch
    {
        Exchange.Binance => new BinanceClient(setup),
        Exchange.Bybit => new BybitClient(setup),
        Exchange.Bitget => new BitgetClient(setup),
        _ => throw new ArgumentOutOfRangeException(nameof(exchange), exchange, "Not an exchange."),
    };

    private static HttpClient CreateHttp(OutgoingConnector connector, int connections)
    {
        var handler = OutgoingHttp.ProxiedHandler(connector);
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.PooledConnectionLifetime = ConnectionLifetime;
        handler.MaxConnectionsPerServer = connections;
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }; // ExchangeHttp times out, by the injected clock.
    }
}
