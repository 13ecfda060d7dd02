using CryptoFlow.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Middleware before all routes, probes, metrics and WebSockets included. Refuses requests whose <c>Host</c> is not a name of this server
/// (421, RFC 9110, 15.5.20).
/// </summary>
internal sealed class HostFilter(RequestDelegate next, IServer server, IOptions<CryptoFlowOptions> options)
{
    /// <summary>Created at the first request, when the bound addresses are known.</summary>
    private readonly Lazy<AllowedHosts> _allowed = new(() => new AllowedHosts(
        options.Value.Api.AllowedHosts,
        loopbackOnly: server.Features.Get<IServerAddressesFeature>() is { Addresses: { Count: > 0 } bound } && bound.All(IsLoopback)));

    public Task InvokeAsync(HttpContext http)
    {
        // A Unix socket has no address, and no browser can reach it.
        if (http.Connection.LocalIpAddress is null || _allowed.Value.Allows(http.Request.Host))
            return next(http);
        var host = SeriesInput.Quote(AllowedHosts.NameOf(http.Request.Host));
        return new Problem(
            StatusCodes.Status421MisdirectedRequest,
            $"This server is not called '{host}'; call it localhost, or add the name to CryptoFlow:Api:AllowedHosts.").ExecuteAsync(http);
    }

    private static bool IsLoopback(string address)
    {
        var bound = BindingAddress.Parse(address);
        return bound.IsUnixPipe || AllowedHosts.IsLoopback(bound.Host.Trim('[', ']'));
    }
}
