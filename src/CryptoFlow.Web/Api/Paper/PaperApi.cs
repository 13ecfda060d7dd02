using CryptoFlow.Configuration;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Live;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Api.Paper;

/// <summary><c>GET /status</c> answers from memory; the routes below <c>/api/paper</c> read the stored record.</summary>
internal static class PaperApi
{
    public static void MapPaper(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/status", EndpointConventions.Reads, Status)
            .AsRead()
            .WithName("GetStatus")
            .WithTags("Paper trading")
            .WithSummary("Paper trading at a glance: channel, price, accounts, open trades, the last signals.")
            .ProducesError(StatusCodes.Status400BadRequest)
            .ProducesError(StatusCodes.Status404NotFound);
        routes.MapMethods("/api/paper/signals", EndpointConventions.Reads, ReadSignalsAsync)
            .AsRows("GetPaperSignals", "Signals that were taken, oldest first.");
        routes.MapMethods("/api/paper/trades", EndpointConventions.Reads, ReadTradesAsync)
            .AsRows("GetPaperTrades", "Paper trades, open and closed, in the order of entry.");
        routes.MapMethods("/api/paper/equity", EndpointConventions.Reads, ReadEquityAsync)
            .AsRows("GetPaperEquity", "The equity curve: one point at the start of trading, and one point at each time at which trades were closed.");
    }

    private static void AsRows(this RouteHandlerBuilder route, string name, string summary) => route
        .AsRead()
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName(name)
        .WithTags("Paper trading")
        .WithSummary(summary)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status404NotFound)
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static Task<Results<Ok<PaperSignals>, Problem>> ReadSignalsAsync(
        [AsParameters] PaperParameters parameters, IOptions<CryptoFlowOptions> options, ReadQueries queries, CancellationToken aborted) =>
        ReadAsync(parameters, options, queries, (trader, bounds, remaining) => new ReaderProtocol.ReadSignals(trader, bounds, remaining), PaperSignals.Of, aborted);

    private static Task<Results<Ok<PaperTrades>, Problem>> ReadTradesAsync(
        [AsParameters] PaperParameters parameters, IOptions<CryptoFlowOptions> options, ReadQueries queries, CancellationToken aborted) =>
        ReadAsync(parameters, options, queries, (trader, bounds, remaining) => new ReaderProtocol.ReadTrades(trader, bounds, remaining), PaperTrades.Of, aborted);

    private static Task<Results<Ok<PaperEquity>, Problem>> ReadEquityAsync(
        [AsParameters] PaperParameters parameters, IOptions<CryptoFlowOptions> options, ReadQueries queries, CancellationToken aborted) =>
        ReadAsync(parameters, options, queries, (trader, bounds, remaining) => new ReaderProtocol.ReadEquity(trader, bounds, remaining), PaperEquity.Of, aborted);

    private static Results<Ok<PaperStatus>, Problem> Status(
        [AsParameters] PaperParameters parameters, IOptions<CryptoFlowOptions> options, TraderBoard board, TimeProvider time)
    {
        var paper = options.Value.PaperTrading;
        if (parameters.Trader(paper) is not { } meant)
            return NobodyTrades();
        TraderSnapshot[] traders = [.. board.Traders.Where(t => t.Trader.Instrument == meant.Instrument)];
        return TypedResults.Ok(PaperStatus.Of(time.GetUtcNow(), meant.Instrument, traders, paper.Money));
    }

    private static async Task<Results<Ok<TAnswer>, Problem>> ReadAsync<TRead, TAnswer>(
        PaperParameters parameters,
        IOptions<CryptoFlowOptions> options,
        ReadQueries queries,
        Func<TraderKey, PageBounds, TimeSpan, IReadMessage<TRead>> query,
        Func<TraderKey, TRead, TAnswer> answer,
        CancellationToken aborted)
        where TRead : class, IReadReply
    {
        if (parameters.Trader(options.Value.PaperTrading) is not { } trader)
            return NobodyTrades();
        var bounds = parameters.Bounds();
        var (read, problem) = await queries.AskAsync(remaining => query(trader, bounds, remaining), aborted);
        return read is null ? problem! : TypedResults.Ok(answer(trader, read));
    }

    private static Problem NobodyTrades() =>
        new(StatusCodes.Status404NotFound, "No paper trader is configured for this strategy and contract; CryptoFlow:PaperTrading:Series and :Strategies list the traders.");
}
