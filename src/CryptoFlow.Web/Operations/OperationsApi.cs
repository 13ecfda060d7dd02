using System.Text;
using System.Text.Json;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Operations.Verbs;

namespace CryptoFlow.Web.Operations;

/// <summary><c>POST /ops</c>: an operator's command, answered line by line.</summary>
internal static class OperationsApi
{
    public const string Path = "/ops";

    public const string TextType = "text/plain; charset=utf-8";

    public const string JsonLinesType = "application/x-ndjson";

    private const string Example = "{\"command\":[\"db\",\"why\",\"--at\",\"03:12\"]}";

    public static void AddOperations(this IServiceCollection services)
    {
        services
            .AddSingleton<ClusterVerbs>()
            .AddSingleton<ActorVerbs>()
            .AddSingleton<DatabaseVerbs>()
            .AddSingleton<CollectorVerbs>()
            .AddSingleton<OperationRunner>();
#if PETABRIDGE_CMD
        services.AddPetabridgeFront();
#endif
    }

    public static void MapOperations(this IEndpointRouteBuilder routes) => routes
        .MapPost(Path, RunAsync)
        .AsChange()
        .Accepts<OperationsBody>("application/json")
        .Produces<string>(StatusCodes.Status200OK, TextType, JsonLinesType)
        .WithName("RunOperation")
        .WithTags("Operation")
        .WithSummary("Runs a verb of the operations palette and answers line by line: text, or one JSON object a line with --json. The command help lists the verbs.")
        .ProducesError(StatusCodes.Status409Conflict)
        .ProducesError(StatusCodes.Status413PayloadTooLarge)
        .ProducesError(StatusCodes.Status415UnsupportedMediaType)
        .ProducesError(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> RunAsync(HttpContext http, OperationRunner runner, IHostApplicationLifetime host, CancellationToken aborted)
    {
        var words = await ReadAsync(http.Request, aborted);
        switch (OperationParser.Parse(words))
        {
            case OperationRequest.Wrong wrong:
                return Problem.BadRequest(wrong.Sentence);
            case OperationRequest.Help help:
                await WriteAsync(http, help.Lines.Select(OperationLine.Say).ToAsyncEnumerable(), words.Contains("--json"), aborted);
                return Results.Empty;
            case OperationRequest.Call call:
                return await AnswerAsync(http, runner, call, host.ApplicationStopping, aborted);
            default:
                throw new InvalidOperationException("The parser has a new outcome.");
        }
    }

    /// <summary>Writes each line at once. A verb that does not end by itself ends when the caller disconnects or the server stops.</summary>
    private static async Task<IResult> AnswerAsync(HttpContext http, OperationRunner runner, OperationRequest.Call call, CancellationToken stopping, CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        try
        {
            var answer = await runner.RunAsync(call, $"{http.Connection.RemoteIpAddress}", ended.Token);
            if (answer.Problem is { } problem)
                return problem;
            await WriteAsync(http, answer.Lines!, call.Json, ended.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && http.Response.HasStarted)
        {
            // All lines so far are complete.
        }

        return Results.Empty;
    }

    private static async Task WriteAsync(HttpContext http, IAsyncEnumerable<OperationLine> lines, bool json, CancellationToken aborted)
    {
        http.Response.ContentType = json ? JsonLinesType : TextType;
        http.Response.Headers.CacheControl = "no-store";
        await foreach (var line in lines.WithCancellation(aborted))
        {
            await http.Response.WriteAsync((json ? line.ToJson() : line.ToText()) + "\n", Encoding.UTF8, aborted);
            await http.Response.Body.FlushAsync(aborted);
        }
    }

    private static async Task<string[]> ReadAsync(HttpRequest request, CancellationToken aborted)
    {
        var command = await JsonInput.ReadObjectAsync(request, (string[]?)null, Example, static (_, member) => member.Name == "command"
            ? WordsOf(member.Value)
            : throw new InputException($"'{SeriesInput.Quote(member.Name)}' is not a member; allowed is command."), aborted);
        return command ?? throw new InputException($"The body must name a command, such as {Example}.");
    }

    private static string[] WordsOf(JsonElement command) => command.ValueKind switch
    {
        JsonValueKind.String => command.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        JsonValueKind.Array when command.EnumerateArray().All(w => w.ValueKind == JsonValueKind.String) => [.. command.EnumerateArray().Select(w => w.GetString()!)],
        _ => throw new InputException($"command must be a string or a list of strings, such as {Example}."),
    };
}

/// <summary>The body of <c>POST /ops</c>.</summary>
/// <param name="Command">Palette, verb and arguments, one word each. One string with spaces between the words is taken as well.</param>
internal sealed record OperationsBody(IReadOnlyList<string> Command);
