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

    /// <summary>A server answers its probe at once, whatever it is busy with: after this time of silence it hangs.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>A request that takes longer is watched: the server is probed for the other half of <see cref="Silence"/>.</summary>
    private static readonly TimeSpan ProbeAfter = Silence / 2;

    /// <summary>Longest time for one answer of a server that answers its probes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ServerNotice _notice;
    private readonly CryptoFlowOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    private ServerConnection(ServerNotice notice, CryptoFlowOptions options, TimeProvider time)
    {
        _notice = notice;
        _options = options;
        _time = time;
        _http = new HttpClient(OutgoingHttp.DirectHandler(new OutgoingConnector(time, NullLogger.Instance))) { BaseAddress = new Uri(notice.Url), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>What the probe of a server says.</summary>
    private enum Probe
    {
        Answers,
        IsAnother,
        IsSilent,
    }

    /// <summary>The server that has the configured file, or null where none has it.</summary>
    /// <exception cref="UserError">A server has the file and does not answer.</exception>
    public static async Task<ServerConnection?> FindAsync(CryptoFlowOptions options, TimeProvider time, CancellationToken cancellation)
    {
        // A path that is wrong is refused with the rest of the options, which are not checked yet.
        if (string.IsNullOrWhiteSpace(options.Database.Path) || ServerNotice.Find(options.Database.Path) is not { } notice)
            return null;
        var server = new ServerConnection(notice, options, time);
        var probe = Probe.IsSilent;
        try
        {
            probe = await server.ProbeAsync(Silence, cancellation);
            if (probe == Probe.Answers)
                return server;
            if (probe == Probe.IsSilent)
                throw server.IsSilentFor(Silence);
        }
        finally
        {
            if (probe != Probe.Answers)
                server.Dispose();
        }

        // Nobody listens there, or another program does: the notice is stale and its process id in use again. Should the process that holds the lock be
        // a server after all, the lock refuses the start.
        return null;
    }

    /// <summary>From now on the key is sent.</summary>
    /// <param name="purpose">What it is needed for, to be read after "to".</param>
    /// <exception cref="UserError">None is configured.</exception>
    public void UseKey(string purpose)
    {
        if (_options.Api.Key is not { Length: > 0 } key)
        {
            throw new UserError(
                $"A server (process {_notice.Pid}, {_notice.Url}) has {_options.Database.Path}; give its key as CryptoFlow:Api:Key to {purpose} there, or stop it.");
        }

        _http.DefaultRequestHeaders.Add(ApiKeyFilter.Header, key);
    }

    /// <summary>The answer, whatever it says. A long wait is fine as long as the server answers its probe meanwhile.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public async Task<HttpResponseMessage> TrySendAsync(Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellation)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var longest = new CancellationTokenSource(Longest, _time);
        var answer = send(_http, given.Token);
        try
        {
            while (await Task.WhenAny(answer, Task.Delay(ProbeAfter, _time, cancellation)) != answer)
            {
                cancellation.ThrowIfCancellationRequested();
                if (longest.IsCancellationRequested)
                    throw IsSilentFor(Longest);
                if (await ProbeAsync(Silence - ProbeAfter, cancellation) == Probe.IsSilent && !answer.IsCompleted)
                    throw IsSilentFor(Silence);
            }

            return await answer;
        }
        catch (HttpRequestException unreachable)
        {
            throw new UserError($"The server (process {_notice.Pid}) at {_notice.Url} has gone: {unreachable.Message}");
        }
        finally
        {
            if (!answer.IsCompleted)
                await given.CancelAsync();
        }
    }

    /// <summary>The answer, which says yes.</summary>
    /// <exception cref="UserError">It says no, or there is none.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpClient, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellation)
    {
        var response = await TrySendAsync(send, cancellation);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync(response);
    }

    /// <summary>What the server said no with, as a sentence.</summary>
    public async Task<UserError> RefusalAsync(HttpResponseMessage response) =>
        new($"The server at {_notice.Url} refused: {await SentenceOfAsync(response)}");

    public void Dispose() => _http.Dispose();

    private UserError IsSilentFor(TimeSpan time) => new(
        $"The server (process {_notice.Pid}) at {_notice.Url} has not answered for {time.TotalSeconds:0} s; it has {_options.Database.Path}. Try again later, or stop that process.");

    private async Task<Probe> ProbeAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, _time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            // Anything may listen at an address that a killed server has left behind; it must not be sent the key.
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
