using System.Net;
using CryptoFlow.Exchanges.Binance;
using CryptoFlow.Exchanges.Bitget;
using CryptoFlow.Exchanges.Bybit;
using CryptoFlow.Exchanges.Limits;
using CryptoFlow.Outgoing;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Exchanges;

/// <summary>Makes the client of an exchange with its declared limits and a connection pool of its own.</summary>
public static class ExchangeClients
{
    /// <summary>So many requests to one exchange may be under way at once.</summary>
    public const int DefaultConnections = 16;

    // Shorter than a change of the exchange's addresses should take effect, longer than a backfill needs its connections.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The exchange's public host (EXCHANGES 1.1, 2.1, 3.1).</summary>
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

    /// <summary>Makes a client that lives as long as the process; all that calls the exchange from this address shares it.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="baseUrl">Scheme and host.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where failures are logged.</param>
    /// <param name="budget">The budget, or null for <see cref="CreateBudget"/>.</param>
    /// <param name="requestTimeout">How long one request may take, or null for <see cref="ClientSetup.RequestTimeout"/>'s 15 s.</param>
    /// <param name="closeGrace">When a candle counts as closed, or null for <see cref="ClientSetup.CloseGrace"/>'s 2 s.</param>
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

    /// <summary>Shorter than the request's, so that the failure of a request names the addresses that did not answer.</summary>
    private static TimeSpan ConnectTimeout(TimeSpan? requestTimeout) =>
        requestTimeout * (2.0 / 3) is { } part && part < OutgoingConnector.DefaultTimeout ? part : OutgoingConnector.DefaultTimeout;

    /// <summary>Makes a client of given parts.</summary>
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
