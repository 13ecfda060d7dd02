using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Simulator.Wire;

/// <summary>
/// Kestrel on several loopback ports, with one handler for each port. There is no host, so a simulator inside a test starts in milliseconds and does not change the
/// signal handlers or the log of the process.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly ListenOptions[] _endpoints;

    private LoopbackServer(KestrelServer server, ListenOptions[] endpoints)
    {
        _server = server;
        _endpoints = endpoints;
    }

    /// <summary>Listens on the given ports (0 for a free port) and passes each request to its port's handler.</summary>
    public static async Task<LoopbackServer> StartAsync(IReadOnlyList<(int Port, RequestDelegate Handler)> endpoints, CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { ApplicationServices = NoServices.Instance, AddServerHeader = false };

        // Tests use clients that read slowly.
        options.Limits.MinResponseDataRate = null;
        var listening = new List<ListenOptions>();
        foreach (var (port, _) in endpoints)
            options.Listen(IPAddress.Loopback, port, listening.Add);

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        var loopback = new LoopbackServer(server, [.. listening]);
        try
        {
            await server.StartAsync(new ByPort(loopback, [.. endpoints.Select(e => e.Handler)]), cancellationToken);
            return loopback;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The address of the endpoint with this index.</summary>
    public Uri Address(int index) => new($"http://127.0.0.1:{_endpoints[index].IPEndPoint!.Port}");

    // The server does not wait for requests under way: connections are aborted at once.
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private sealed class ByPort(LoopbackServer server, RequestDelegate[] handlers) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context)
        {
            var index = Array.FindIndex(server._endpoints, e => e.IPEndPoint!.Port == context.Connection.LocalPort);
            return handlers[index](context);
        }

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
