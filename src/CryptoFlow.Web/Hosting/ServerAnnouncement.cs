using CryptoFlow.Collectors;
using CryptoFlow.Configuration;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
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
    MonitorBoard board,
    TimeProvider time,
    ILogger<ServerAnnouncement> logger,
    INodeView? node = null) : IHostedLifecycleService, IDisposable
{
    /// <summary>How often a node looks whether it is the node that writes.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private static readonly string[] Wildcards = ["0.0.0.0", "[::]", "+", "*"];

    private ServerNotice? _notice;
    private NoticeKeeper? _keeper;
    private ITimer? _looks;
    private string? _failure;

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
        {
            var notice = new ServerNotice(Environment.ProcessId, LocalAddress(address));
            if (node is null)
                Leave(notice);
            else
                Keep(new NoticeKeeper(notice, Database, board));
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        logger.Stopping();
        if (_looks is not null)
            await _looks.DisposeAsync();
        if (_keeper is not null)
            Try(_keeper.TakeAway);
        if (_notice is { } notice)
            Try(() => notice.Remove(Database));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>An address that programs on this machine can call. A wildcard address (bound to every interface) becomes <c>localhost</c>.</summary>
    internal static string LocalAddress(string address) =>
        Wildcards.Aggregate(address, (a, wildcard) => a.Replace($"://{wildcard}:", "://localhost:", StringComparison.Ordinal));

    public void Dispose() => _looks?.Dispose();

    private void Keep(NoticeKeeper keeper)
    {
        _keeper = keeper;
        _looks = time.CreateTimer(_ => Try(keeper.Look), null, TimeSpan.Zero, LookEvery);
    }

    private void Leave(ServerNotice notice) => Try(() =>
    {
        notice.Write(Database);
        _notice = notice;
    });

    /// <summary>
    /// A failure is only logged: without the notice other commands cannot find the server, but the server itself works. A node tries each second, and logs the same
    /// failure once.
    /// </summary>
    private void Try(Action change)
    {
        try
        {
            change();
            _failure = null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            if (failed.Message != _failure)
                logger.NoticeFailed(ServerNotice.PathFor(Database), failed.Message);
            _failure = failed.Message;
        }
    }
}
