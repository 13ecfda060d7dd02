using System.Text.Json;
using CryptoFlow.Configuration;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Hosting;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>The server that has the file does the backfill; this process asks it to, with the key, and watches.</summary>
internal sealed class ServerBackfill(ServerNotice notice, CryptoFlowOptions options) : IBackfillTarget
{
    private static readonly Uri Route = new("/api/backfill", UriKind.Relative);
    private static readonly Uri Live = new("/health/live", UriKind.Relative);

    private readonly HttpClient _http = new() { BaseAddress = new Uri(notice.Url), Timeout = TimeSpan.FromSeconds(30) };

    public CancellationToken Stopping => CancellationToken.None;

    /// <summary>Whether a server is at the notice's address.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            // Anything may listen at an address that a killed server has left behind; it must not be sent the key.
            using var response = await _http.GetAsync(Live, cancellation);
            return response.IsSuccessStatusCode
                && await response.Content.ReadFromJsonAsync(ApiJson.Default.ProbeAnswer, cancellation) is { Status: ProbeAnswer.Live };
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or NotSupportedException)
        {
            return false;
        }
    }

    public async Task<BackfillStarted> StartAsync(BackfillRequest request, CancellationToken cancellation)
    {
        if (options.Api.Key is not { Length: > 0 } key)
        {
            throw new StartRefusedException(
                $"A server (process {notice.Pid}, {notice.Url}) has {options.Database.Path}; give its key as CryptoFlow:Api:Key to run the backfill there, or stop it.");
        }

        _http.DefaultRequestHeaders.Add(ApiKeyFilter.Header, key);
        using var response = await SendAsync(() => _http.PostAsJsonAsync(Route, request, ApiJson.Default.BackfillRequest, cancellation));
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.BackfillStarted, cancellation))!;
    }

    public async Task<IReadOnlyList<RunAnswer>> GetAsync(CancellationToken cancellation)
    {
        using var response = await SendAsync(() => _http.GetAsync(Route, cancellation));
        return (await response.Content.ReadFromJsonAsync(ApiJson.Default.BackfillAnswer, cancellation))!.Runs;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send)
    {
        HttpResponseMessage response;
        try
        {
            response = await send();
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw new StartRefusedException($"The server (process {notice.Pid}) at {notice.Url} has gone: {unreachable.Message}");
        }

        if (response.IsSuccessStatusCode)
            return response;

        using (response)
            throw new StartRefusedException($"The server at {notice.Url} refused: {await SentenceOfAsync(response)}");
    }

    private static async Task<string> SentenceOfAsync(HttpResponseMessage response)
    {
        var status = $"status {(int)response.StatusCode}.";
        try
        {
            using var problem = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
            return problem.RootElement.TryGetProperty("error", out var error) ? error.GetString() ?? status : status;
        }
        catch (JsonException)
        {
            return status;
        }
    }
}
