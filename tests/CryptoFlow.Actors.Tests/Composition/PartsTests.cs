using Akka.Actor;
using Akka.Hosting;
using CryptoFlow.Collectors;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Monitor;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Trading.Live;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Composition;

/// <summary>Each part of the system starts with only the parts that it needs, and stops in its order.</summary>
public sealed class PartsTests : IDisposable
{
    private static readonly TimeSpan Patience = HangGuard.Limit;

    private readonly TestDatabase _database = new();

    /// <summary>The methods that add one part each, by their names.</summary>
    public enum Part
    {
        AddStorageWriter,
        AddReaders,
        AddCollectors,
        AddPaperTrading,
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Readers_need_only_a_writer_that_says_whether_the_file_is_open_and_a_monitor()
    {
        // The writer is another process: this test takes the lock of the file in its place.
        _database.Guard.Start();
        using (var store = new SqliteWriteStore(_database.OpenWriter(), _database.Settings))
            store.Put(Btc15, Page(Btc15, 0, 3));
        using var host = await StartAsync(services => services
            .AddPart("AddElsewhere", part =>
            {
                part.Register<DbWriterActor>(part.System.ActorOf(Props.Create(() => new WriterElsewhere())));
                part.Register<StorageMonitorActor>(part.System.DeadLetters);
                return Task.CompletedTask;
            })
            .AddReaders());

        var router = Actor<DbReaderRouterActor>(host);
        var query = new ReadCandles(Btc15, 10, null, null, TimeSpan.MaxValue);
        var read = await Testing.Poll.UntilAsync(() => router.Ask<object>(query, Patience), answer => answer is CandlesRead);
        Assert.Equal(3, Assert.IsType<CandlesRead>(read).Candles.Length);

        await host.StopAsync();
        _database.Guard.Dispose();
        if (OperatingSystem.IsLinux())
            Assert.Empty(OpenDescriptors.Of(_database.Path));
    }

    [Fact]
    public async Task The_writer_needs_only_a_monitor()
    {
        using var host = await StartAsync(services => services.AddMonitoring(raisesAlerts: false).AddStorageWriter(MarketOrigin.Simulator));

        var written = await Testing.Poll.UntilAsync(
            () => Actor<DbWriterActor>(host).Ask<object>(WriterMessages.Write(Btc15, Page(Btc15, 0, 3)), Patience), answer => answer is CandlesWritten);

        Assert.Equal(3, Assert.IsType<CandlesWritten>(written).Inserted);
        await host.StopAsync();
    }

    [Fact]
    public async Task Monitoring_needs_no_other_part()
    {
        using var host = await StartAsync(services => services.AddMonitoring(raisesAlerts: true));
        Assert.False(Actor<SystemMonitorActor>(host).IsNobody());
        Assert.Null(host.Services.GetRequiredService<MonitorBoard>().Newest);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(Part.AddStorageWriter, nameof(StorageObserver))]
    [InlineData(Part.AddReaders, nameof(StorageMonitorActor))]
    [InlineData(Part.AddCollectors, nameof(CollectorObserver))]
    [InlineData(Part.AddPaperTrading, nameof(DbWriterActor))]
    public async Task A_part_without_an_actor_that_it_needs_names_both(Part part, string missing)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(services => Add(services, part)));
        Assert.Equal($"{part} needs the actor {missing}, and no part before it has registered one. Add the part that provides {missing} before {part}.", failure.Message);
    }

    [Fact]
    public async Task A_part_without_a_service_that_it_needs_names_both()
    {
        using var host = new HostBuilder().ConfigureServices(services => services.AddCryptoFlowActors().AddReaders()).Build();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
        Assert.Equal("AddReaders needs the service StorageSettings, and the host has none.", failure.Message);
    }

    [Fact]
    public async Task A_file_that_is_refused_stops_the_start_before_any_actor_in_whatever_order_the_parts_are_added()
    {
        _database.Guard.Start();
        var started = false;

        await Assert.ThrowsAsync<FileRefusedException>(() => StartAsync(services => services
            .AddPart("AddOther", _ =>
            {
                started = true;
                return Task.CompletedTask;
            })
            .AddMonitoring(raisesAlerts: false)
            .AddStorageWriter(MarketOrigin.Simulator)));

        Assert.False(started);
    }

    [Fact]
    public async Task After_an_orderly_stop_only_the_database_file_is_left_and_nobody_has_it_open()
    {
        using var host = await StartAsync(services => services
            .AddMonitoring(raisesAlerts: true)
            .AddStorageWriter(MarketOrigin.Simulator)
            .AddReaders()
            .AddCollectors(periodic: false)
            .AddPaperTrading());
        await Testing.Poll.UntilAsync(
            () => Actor<DbReaderRouterActor>(host).Ask<object>(new ReadCandles(Btc15, 10, null, null, TimeSpan.MaxValue), Patience),
            answer => answer is CandlesRead);
        await Actor<DbWriterActor>(host).Ask<CandlesWritten>(WriterMessages.Write(Btc15, Page(Btc15, 0, 3)), Patience);

        await host.StopAsync();

        Assert.False(File.Exists(_database.Path + "-wal"));
        if (OperatingSystem.IsLinux())
            Assert.Empty(OpenDescriptors.Of(_database.Path));
    }

    private static IServiceCollection Add(IServiceCollection services, Part part) => part switch
    {
        Part.AddStorageWriter => services.AddStorageWriter(MarketOrigin.Simulator),
        Part.AddReaders => services.AddReaders(),
        Part.AddCollectors => services.AddCollectors(periodic: true),
        Part.AddPaperTrading => services.AddPaperTrading(),
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    private static IActorRef Actor<TKey>(IHost host) => host.Services.GetRequiredService<ActorRegistry>().Get<TKey>();

    /// <summary>A host with the settings, the actor system and these parts. There are no exchanges for its collectors.</summary>
    private async Task<IHost> StartAsync(Action<IServiceCollection> add)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CryptoFlow:Database:Path"] = _database.Path,
            ["CryptoFlow:Exchanges:binance:BaseUrl"] = "http://127.0.0.1:1",
            ["CryptoFlow:Exchanges:bybit:BaseUrl"] = "http://127.0.0.1:1",
            ["CryptoFlow:Exchanges:bitget:BaseUrl"] = "http://127.0.0.1:1",
            ["CryptoFlow:PaperTrading:Enabled"] = "true",
        }).Build();
        var host = new HostBuilder().ConfigureServices(services => add(services.AddCryptoFlowSettings(configuration).AddCryptoFlowActors())).Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            await host.StopAsync();
            host.Dispose();
            throw;
        }
    }

    private sealed class WriterElsewhere : ReceiveActor
    {
        public WriterElsewhere() => Receive<GetWriterReadiness>(_ => Sender.Tell(new WriterReady(1)));
    }
}
