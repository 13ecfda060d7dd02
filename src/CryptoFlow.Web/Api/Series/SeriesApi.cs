using System.ComponentModel;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CryptoFlow.Web.Api.Series;

/// <summary><c>/api/series</c>: lists, adds and removes the series that are collected.</summary>
internal static class SeriesApi
{
    public const string Path = "/api/series";

    public static void MapSeries(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, EndpointConventions.Reads, ListAsync)
            .AsRead()
            .WithName("GetSeries")
            .WithTags("Series")
            .WithSummary("The series of the configuration and the series that were added at run time, each with its state.")
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapPost(Path, AddAsync)
            .AsChange()
            .Accepts<SeriesBody>("application/json")
            .WithName("AddSeries")
            .WithTags("Series")
            .WithSummary("Checks a contract with its exchange, plans its history, and collects it from now on. May be sent again.")
            .ProducesError(StatusCodes.Status404NotFound)
            .ProducesError(StatusCodes.Status409Conflict)
            .ProducesError(StatusCodes.Status413PayloadTooLarge)
            .ProducesError(StatusCodes.Status415UnsupportedMediaType)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
        routes.MapDelete(Path + "/{key}", RemoveAsync)
            .AsChange()
            .WithName("RemoveSeries")
            .WithTags("Series")
            .WithSummary("Ends the collection of an added series. Its candles stay unless candles is delete. May be sent again.")
            .ProducesError(StatusCodes.Status409Conflict)
            .ProducesError(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<SeriesListAnswer>, Problem>> ListAsync(SeriesRequests series, CancellationToken aborted)
    {
        var (answer, problem) = await series.ListAsync(aborted);
        return answer is null ? problem! : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<SeriesAddedAnswer>, Accepted<SeriesAddedAnswer>, Problem>> AddAsync(
        HttpRequest request,
        SeriesRequests series,
        CancellationToken aborted,
        [FromQuery(Name = "dryRun"), Description("1: check and plan, change nothing.")] string? dryRun = null)
    {
        var isDryRun = IsOn("dryRun", dryRun);
        var named = (await SeriesBody.ReadAsync(request, aborted)).ToSeries();
        var (answer, problem) = await series.AddAsync(named, isDryRun, aborted);
        if (answer is null)
            return problem!;
        return isDryRun ? TypedResults.Ok(answer) : TypedResults.Accepted(Path, answer);
    }

    private static async Task<Results<Ok<SeriesRemovedAnswer>, Problem>> RemoveAsync(
        [Description("The series (binance:XRPUSDT:15m), or the contract for all its intervals (binance:XRPUSDT).")] string key,
        SeriesRequests series,
        CancellationToken aborted,
        [FromQuery(Name = "candles"), Description("keep (default) or delete.")] string? candles = null)
    {
        var delete = candles switch
        {
            null or "keep" => false,
            "delete" => true,
            _ => throw new InputException($"candles is '{SeriesInput.Quote(candles)}'; allowed are keep and delete."),
        };
        var (answer, problem) = await series.RemoveAsync(NamedSeries.Parse(key), delete, aborted);
        return answer is null ? problem! : TypedResults.Ok(answer);
    }

    private static bool IsOn(string name, string? text) => text switch
    {
        null or "0" or "false" => false,
        "1" or "true" => true,
        _ => throw new InputException($"{name} is '{SeriesInput.Quote(text)}'; allowed are 1 and 0."),
    };
}
