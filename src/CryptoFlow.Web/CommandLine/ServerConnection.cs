using System.Text.Json;
using CryptoFlow.Configuration;
using CryptoFlow.Outgoing;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Hosting;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Web.CommandLine;

/// <summary>The server that has the file, as a command of another process talks to it: there is never a second writer.</summary>
internal sealed class ServerConnection : IDisposable
{
    private static readonly Uri Live = new("/health/live", UriKind.Relative);

    private readonly ServerNotice _notice;
    private readonly CryptoFlowOptions _options;
    private readonly HttpClient _http;

    private ServerConnection(ServerNotice notice, CryptoFlowOptions options)
    {
        _notice = notice;
        _options = options;
        _http = new HttpClient(OutgoingHttp.DirectHandler(new OutgoingConnector(TimeProvider.System, NullLogger.Instance))) { BaseAddress = new Uri(notice.Url), Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>The server that has the configured file, or null where none answers.</summary>
    public static async Task<ServerConnection?> FindAsync(CryptoFlowOptions options, CancellationToken cancellation)
    {
        if (ServerNotice.Find(options.Database.Path) is not { } notice)
            return null;
        var server = new ServerConnection(notice, options);
        if (await server.AnswersAsync(cancellation))
            return server;

        // A notice that was left behind, its process id in use again. Should a server be there after all, the file's
        // own lock refuses the start.
        server.Dispose();
        return null;
    }

    /// <summary>From now on the key is sent.</summary>
    /// <param name="purpose">What it is needed for, to be read after "to".</param>
    /// <exception cref="StartRefusedException">None is configured.</exception>
    public void UseKey(string purpose)
    {
        if (_options.Api.Key is not { Length: > 0 } key)
        {
            throw new StartRefusedException(
                $"A server (process {_notice.Pid}, {_notice.Url}) has {_options.Database.Path}; give its key as CryptoFlow:Api:Key to {purpose} there, or stop it.");
        }

        _http.DefaultRequestHeaders.Add(ApiKeyFilter.Header, key);
    }

    /// <summary>The answer, whatever it says.</summary>
    /// <exception cref="StartRefusedException">There is none.</exception>
    public async Task<HttpResponseMessage> TrySendAsync(Func<HttpClient, Task<HttpResponseMessage>> send)
    {
        try
        {
            return await send(_http);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw new StartRefusedException($"The server (process {_notice.Pid}) at {_notice.Url} has gone: {unreachable.Message}");
        }
    }

    /// <summary>The answer, which says yes.</summary>
    /// <exception cref="StartRefusedException">It says no, or there is none.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpClient, Task<HttpResponseMessage>> send)
    {
        var response = await TrySendAsync(send);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync(response);
    }

    /// <summary>What the server said no with, as a sentence.</summary>
    public async Task<StartRefusedException> RefusalAsync(HttpResponseMessage response) =>
        new($"The server at {_notice.Url} refused: {await SentenceOfAsync(response)}");

    public void Dispose() => _http.Dispose();

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
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
