using Akka.Actor;
using CryptoFlow.Configuration;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Trading.Live;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Api.Paper;

/// <summary><c>GET /status</c> from memory, and what is on record below <c>/api/paper</c>.</summary>
internal static class PaperApi
{
    public static void MapPaper(this IEndpointRouteBuilder routes)
    {
        routes.MapRead("/status", Status)
            .WithName("GetStatus")
            .WithTags("Paper trading")
            .WithSummary("Paper trading at a glance: channel, price, accounts, open trades, the last signals.")
            .ProducesError(StatusCodes.Status400BadRequest)
            .ProducesError(StatusCodes.Status404NotFound);
        routes.MapRows("signals", "GetPaperSignals", "Signals that were taken, oldest first.", SignalsAsync);
        routes.MapRows("trades", "GetPaperTrades", "Paper trades, open and closed, in the order of entry.", TradesAsync);
        routes.MapRows("equity", "GetPaperEquity", "The equity curve: one point where trading began, and one wherever trades were closed.", EquityAsync);
    }

    private static void MapRows(this IEndpointRouteBuilder routes, string what, string name, string summary, Delegate handler) => routes
        .MapRead($"/api/paper/{what}", handler)
        .RequireRateLimiting(RateLimits.Expensive)
        .WithName(name)
        .WithTags("Paper trading")
        .WithSummary(summary)
        .ProducesError(StatusCodes.Status400BadRequest)
        .ProducesError(StatusCodes.Status404NotFound)
        .ProducesError(StatusCodes.Status429TooManyRequests)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static Results<Ok<PaperStatus>, Problem> Status(
        [AsParameters] PaperParameters parameters, IOptions<CryptoFlowOptions> options, ActorSystem actors, TimeProvider time)
    {
        var paper = options.Value.PaperTrading;
        if (parameters.Trader(paper) is not { } meant)
            return NobodyTrades();
        TraderSnapshot[] traders = [.. TraderBoard.Of(actors).Traders.Where(t => t.Trader.Instrument == meant.Instrument)];
        return TypedResults.Ok(PaperStatus.Of(time.GetUtcNow().ToUnixTimeMilliseconds(), meant.Instrument, traders, paper.Money));
    }

    private static Task<Results<Ok<PaperSignals>, Problem>> SignalsAsync(
        [AsParameters] PaperParameters parameters, IOptions<CryptoFlowOptions> options, ReadQueries queries, CancellationToken aborted) =>
        ReadAsync<ReaderProtocol.SignalsRead, PaperSignals>(
            parameters,
            options,
            queries,
            (trader, bounds, deadline) => new ReaderProtocol.ReadSignals(trader, bounds, deadline),
            (trader, read) => new(trader.Strategy, trader.Instrument.Exchange.ToWireName(), trader.Instrument.Symbol, [.. read.Signals.Select(PaperSignal.Of)]),
            aborted);

    private static Task<Results<Ok<PaperTrades>, Problem>> TradesAsync(
        [AsParameters] PaperParameters parameters, IOptions<CryptoFlowOptions> options, ReadQueries queries, CancellationToken aborted) =>
        ReadAsync<ReaderProtocol.TradesRead, PaperTrades>(
            parameters,
            options,
            queries,
            (trader, bounds, deadline) => new ReaderProtocol.ReadTrades(trader, bounds, deadline),
            (trader, read) => new(trader.Strategy, trader.Instrument.Exchange.ToWireName(), trader.Instrument.Symbol, [.. read.Trades.Select(PaperTrade.Of)]),
            aborted);

    private static Task<Results<Ok<PaperEquity>, Problem>> EquityAsync(
        [AsParameters] PaperParameters parameters, IOptions<CryptoFlowOptions> options, ReadQueries queries, CancellationToken aborted) =>
        ReadAsync<ReaderProtocol.EquityRead, PaperEquity>(
            parameters,
            options,
            queries,
            (trader, bounds, deadline) => new ReaderProtocol.ReadEquity(trader, bounds, deadline),
            (trader, read) => new(trader.Strategy, trader.Instrument.Exchange.ToWireName(), trader.Instrument.Symbol, read.Points),
            aborted);

    private static async Task<Results<Ok<TAnswer>, Problem>> ReadAsync<TRead, TAnswer>(
        PaperParameters parameters,
        IOptions<CryptoFlowOptions> options,
        ReadQueries queries,
        Func<TraderKey, PageBounds, DateTimeOffset, IReadMessage> query,
        Func<TraderKey, TRead, TAnswer> answer,
        CancellationToken aborted)
        where TRead : class
    {
        if (parameters.Trader(options.Value.PaperTrading) is not { } trader)
            return NobodyTrades();
        var bounds = parameters.Bounds();
        var (read, problem) = await queries.AskAsync<TRead>(deadline => query(trader, bounds, deadline), aborted);
        return read is null ? problem! : TypedResults.Ok(answer(trader, read));
    }

    private static Problem NobodyTrades() =>
        new(StatusCodes.Status404NotFound, "Nobody trades that on paper; CryptoFlow:PaperTrading:Series and :Strategies say what is.");
}
