using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Outgoing;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Hosting;
using CryptoFlow.Web.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Web.CommandLine;

/// <summary>Connects a command to the server that has the database file open. The command works through that server, so there is never a second writer.</summary>
internal sealed class ServerConnection : IDisposable
{
    private static readonly Uri Live = new("/health/live", UriKind.Relative);

    /// <summary>Maximum time for which a request is sent again while the server is too busy for it.</summary>
    private static readonly TimeSpan BusyAtMost = TimeSpan.FromMinutes(2);

    /// <summary>Pause before the next try, if the server names none.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly string _url;

    /// <summary>The process of a server that has the configured file open; null for a server that the user named by its address.</summary>
    private readonly int? _process;

    private readonly CryptoFlowOptions _options;
    private readonly TimeProvider _time;
    private readonly ServerPatience _patience;
    private readonly HttpClient _http;

    private ServerConnection(string url, int? process, CryptoFlowOptions options, CommandEnvironment environment)
    {
        (_url, _process) = (url, process);
        _options = options;
        (_time, _patience) = (environment.Time, environment.ServerPatience);
        _http = new HttpClient(OutgoingHttp.DirectHandler(new OutgoingConnector(_time, NullLogger.Instance))) { BaseAddress = new Uri(url), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The result of probing a server.</summary>
    private enum Probe
    {
        Answers,
        IsAnother,
        IsSilent,
    }

    /// <summary>Connects to the server that has the configured file open; null if there is none.</summary>
    /// <exception cref="UserError">A server has the file open and does not answer.</exception>
    public static async Task<ServerConnection?> FindAsync(CryptoFlowOptions options, CommandEnvironment environment, CancellationToken cancellation)
    {
        // The options are not validated yet. The validation refuses an empty path later.
        if (string.IsNullOrWhiteSpace(options.Database.Path) || ServerNotice.Find(options.Database.Path) is not { } notice)
            return null;
        var server = new ServerConnection(notice.Url, notice.Pid, options, environment);
        var probe = Probe.IsSilent;
        try
        {
            probe = await server.ProbeAsync(environment.ServerPatience.Silence, cancellation);
            if (probe == Probe.Answers)
                return server;
            if (probe == Probe.IsSilent)
                throw server.IsSilentFor(environment.ServerPatience.Silence);
        }
        finally
        {
            if (probe != Probe.Answers)
                server.Dispose();
        }

        // The notice is stale: no program, or another program, listens at this address, and another process has the server's process id. If a server does hold
        // the lock, the lock refuses the start of this command's own system.
        return null;
    }

    /// <summary>Connects to the server at an address.</summary>
    /// <exception cref="UserError">No server of this program answers there.</exception>
    public static async Task<ServerConnection> ConnectAsync(Uri address, CryptoFlowOptions options, CommandEnvironment environment, CancellationToken cancellation)
    {
        var server = new ServerConnection(address.GetLeftPart(UriPartial.Authority), process: null, options, environment);
        var probe = Probe.IsSilent;
        try
        {
            probe = await server.ProbeAsync(environment.ServerPatience.Silence, cancellation);
            return probe switch
            {
                Probe.Answers => server,
                Probe.IsSilent => throw server.IsSilentFor(environment.ServerPatience.Silence),
                _ => throw new UserError($"No server of CryptoFlow answers at {server._url}."),
            };
        }
        finally
        {
            if (probe != Probe.Answers)
                server.Dispose();
        }
    }

    /// <summary>Sends the configured key with all later requests.</summary>
    /// <param name="purpose">The task that needs the key, as a verb phrase after "to" in the error.</param>
    /// <param name="needsServer">Whether the task can only be done by a running server.</param>
    /// <exception cref="UserError">No key is configured.</exception>
    public void UseKey(string purpose, bool needsServer = false)
    {
        if (_options.Api.Key is not { Length: > 0 } key)
        {
            throw new UserError(_process is { } process
                ? $"A server (process {process}, {_url}) has {_options.Database.Path}; give its key as CryptoFlow:Api:Key to {purpose} there{(needsServer ? "" : ", or stop it")}."
                : $"The server at {_url} needs its key to {purpose}; give it as --key or CryptoFlow:Api:Key.");
        }

        _http.DefaultRequestHeaders.Add(ApiKeyFilter.Header, key);
    }

    /// <summary>Sends a request and returns the answer, whatever its status. Waits up to <see cref="ServerPatience.Longest"/> while the server answers its probes.</summary>
    /// <exception cref="UserError">The server does not answer.</exception>
    public async Task<HttpResponseMessage> TrySendAsync(Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellation)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var longest = new CancellationTokenSource(_patience.Longest, _time);
        var answer = send(_http, given.Token);
        try
        {
            while (await Task.WhenAny(answer, Task.Delay(_patience.ProbeAfter, _time, cancellation)) != answer)
            {
                cancellation.ThrowIfCancellationRequested();
                if (longest.IsCancellationRequested)
                    throw IsSilentFor(_patience.Longest);
                if (await ProbeAsync(_patience.Silence - _patience.ProbeAfter, cancellation) == Probe.IsSilent && !answer.IsCompleted)
                    throw IsSilentFor(_patience.Silence);
            }

            return await answer;
        }
        catch (HttpRequestException unreachable)
        {
            throw new UserError($"The server{Process} at {_url} has gone: {unreachable.Message}");
        }
        finally
        {
            if (!answer.IsCompleted)
                await given.CancelAsync();
        }
    }

    /// <summary>Sends a request and returns a successful answer.</summary>
    /// <exception cref="UserError">The server refuses the request or does not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellation)
    {
        var response = await TrySendAsync(send, cancellation);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync(response);
    }

    /// <summary>Sends a request, and sends it again while the server is too busy for it (429 or 503). The server must take the request twice without harm.</summary>
    /// <param name="send">Sends the request once.</param>
    /// <param name="read">Reads the successful answer.</param>
    /// <param name="cancellation">Ends the request, or the pause before the next one.</param>
    /// <exception cref="UserError">The server refuses the request, is busy for two minutes, does not answer, or sends an answer that cannot be read.</exception>
    public async Task<TAnswer> SendUntilTakenAsync<TAnswer>(
        Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> send, JsonTypeInfo<TAnswer> read, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            using var response = await TrySendAsync(send, cancellation);
            if (response.IsSuccessStatusCode)
                return await response.Content.ReadFromJsonAsync(read, cancellation) ?? throw new UserError("The server's answer cannot be read.");
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || _time.GetElapsedTime(began) > BusyAtMost)
                throw await RefusalAsync(response);
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? AgainAfter, _time, cancellation);
        }
    }

    /// <summary>Throws the server's refusal, if the answer is one. Status 400 is wrong use of the command.</summary>
    /// <exception cref="UserError">The answer is a refusal.</exception>
    public async Task ThrowIfRefusedAsync(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.BadRequest)
            throw UserError.WrongUse((await RefusalAsync(response)).Message);
        if (!response.IsSuccessStatusCode)
            throw await RefusalAsync(response);
    }

    /// <summary>Makes an error from the server's refusal.</summary>
    public async Task<UserError> RefusalAsync(HttpResponseMessage response) =>
        new($"The server at {_url} refused: {await SentenceOfAsync(response)}");

    public void Dispose() => _http.Dispose();

    private string Process => _process is { } process ? $" (process {process})" : "";

    private UserError IsSilentFor(TimeSpan time) => new(
        $"The server{Process} at {_url} has not answered for {time.TotalSeconds:0} s{(_process is null ? "" : $"; it has {_options.Database.Path}")}. Try again later, or stop that process.");

    private async Task<Probe> ProbeAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, _time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            // Sent without the key, because another program may listen at the address of a killed server.
            using var response = await _http.GetAsync(Live, given.Token);
            return response.IsSuccessStatusCode
                && await response.Content.ReadFromJsonAsync(ApiJson.Default.ProbeAnswer, given.Token) is { Status: ProbeAnswer.Live }
                    ? Probe.Answers
                    : Probe.IsAnother;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return Probe.IsSilent;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or NotSupportedException)
        {
            return Probe.IsAnother;
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
