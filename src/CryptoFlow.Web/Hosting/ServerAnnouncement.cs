using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;
using CryptoFlow.Web.Logging;
using CryptoFlow.Web.Warming;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Hosting;

/// <summary>
/// After the addresses are bound and the warm-up has ended: logs what the server serves and collects, and writes the server's notice beside
/// the database file. Removes the notice when the server stops.
/// </summary>
internal sealed class ServerAnnouncement(
    IServer server,
    WarmUp warmUp,
    CollectionPlan plan,
    IOptions<CryptoFlowOptions> options,
    NodeRoles roles,
    ILogger<ServerAnnouncement> logger) : IHostedLifecycleService
{
    private static readonly string[] Wildcards = ["0.0.0.0", "[::]", "+", "*"];

    private ServerNotice? _notice;

    private string Database => options.Value.Database.Path;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await warmUp.RunAsync(cancellationToken);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        logger.Serving(roles.Database ? Database : "the database of the cluster", string.Join(", ", addresses));
        if (!options.Value.Collector.Enabled)
        {
            logger.NotCollecting();
        }
        else if (roles.Collector)
        {
            foreach (var exchange in plan.Exchanges)
                logger.Collecting(exchange.Exchange.ToWireName(), string.Join(' ', exchange.Symbols), string.Join(' ', exchange.Intervals), exchange.HistoryDays);
        }

        // The notice is for commands that find the file in use.
        if (roles.Database && addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) is { } address)
            Leave(new ServerNotice(Environment.ProcessId, LocalAddress(address)));
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        logger.Stopping();
        if (_notice is { } notice)
            Try(() => notice.Remove(Database));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>An address that programs on this machine can call. A wildcard address (bound to every interface) becomes <c>localhost</c>.</summary>
    internal static string LocalAddress(string address) =>
        Wildcards.Aggregate(address, (a, wildcard) => a.Replace($"://{wildcard}:", "://localhost:", StringComparison.Ordinal));

    private void Leave(ServerNotice notice) => Try(() =>
    {
        notice.Write(Database);
        _notice = notice;
    });

    /// <summary>A failure is only logged: without the notice other commands cannot find the server, but the server itself works.</summary>
    private void Try(Action change)
    {
        try
        {
            change();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            logger.NoticeFailed(ServerNotice.PathFor(Database), failed.Message);
        }
    }
}
