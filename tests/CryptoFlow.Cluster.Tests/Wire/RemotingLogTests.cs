using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.Remote.Hosting;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>The log of a node to which another node sends messages that it cannot read.</summary>
public sealed class RemotingLogTests : IAsyncLifetime
{
    private const string Lost = "association remains live";

    private static readonly TimeSpan Within = HangGuard.Limit;

    private readonly WireCounters _receiving = new(NullLogger<WireCounters>.Instance, TimeProvider.System);
    private readonly FakeTimeProvider _time = new();
    private readonly Lines _log = new();
    private readonly List<IHost> _hosts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    [Fact]
    public async Task A_hundred_unreadable_messages_are_one_line_and_the_number_of_the_others_comes_with_the_next()
    {
        var receiver = await StartAsync(_log, b => b.AddWireFormat(_receiving).LimitRemotingLog(new LoggerFactory([_log]), _time));
        receiver.ActorOf(Props.Create(() => new Echo()), "echo");
        var sender = await StartAsync(new Lines(), b => b
            .WithCustomSerializer("wire", [typeof(IWireMessage)], system => new WireSerializer(system, _receiving, new WireVersions(2, 1, 2)))
            .WithStrictSerialization());
        var echo = await sender.ActorSelection($"{((ExtendedActorSystem)receiver).Provider.DefaultAddress}/user/echo").ResolveOne(Within);

        for (var i = 0; i < 100; i++)
            echo.Tell(new WriterProtocol.WriterDrained(WriteId.New()));
        await echo.Ask("all have arrived", Within);
        Assert.Equal(100, _receiving.RefusedFor(WireRefusal.OtherVersion));
        await LogIsWrittenAsync(receiver, "mark 1");
        _time.Advance(TimeSpan.FromSeconds(31));
        echo.Tell(new WriterProtocol.WriterDrained(WriteId.New()));
        await echo.Ask("the last has arrived", Within);

        await LogIsWrittenAsync(receiver, "mark 2");
        Assert.Equal(2, _log.All.Count(line => line.Contains(Lost, StringComparison.Ordinal)));
        Assert.Single(_log.All, line => line.StartsWith("99 lines of Akka ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_one_line_in_ten_minutes()
    {
        var system = await StartAsync(_log, b => b.AddWireFormat(_receiving).LimitRemotingLog(new LoggerFactory([_log]), _time));
        var dead = $"akka.tcp://cryptoflow@127.0.0.1:{DeadPort()}";

        // Akka.Remote itself writes the lines: the test does not repeat its templates.
        for (var i = 0; i < 3; i++)
        {
            system.ActorSelection($"{dead}/user/nobody").Tell("is anybody there?");
            await Poll.UntilAsync(() => _log.All.Count(line => line.Contains(dead, StringComparison.Ordinal)), lines => lines > 0);
            await Assert.ThrowsAnyAsync<Exception>(() => system.ActorSelection($"{dead}/user/nobody").ResolveOne(TimeSpan.FromSeconds(1)));
        }

        await LogIsWrittenAsync(system, "mark");
        string[] gated = [.. _log.All.Where(line => line.Contains(dead, StringComparison.Ordinal) && line.Contains("is now gated", StringComparison.OrdinalIgnoreCase))];
        Assert.NotEmpty(gated);
        Assert.True(gated.Count(line => line.Contains("Association with", StringComparison.Ordinal)) <= 1, string.Join('\n', gated));
        Assert.True(gated.Count(line => line.Contains("Tried to associate", StringComparison.Ordinal)) <= 1, string.Join('\n', gated));
    }

    /// <summary>Akka writes this line without a template, each 15 s for a dead seed node.</summary>
    [Fact]
    public async Task The_line_about_a_failed_association_is_written_once_in_ten_minutes_for_each_address()
    {
        var system = await StartAsync(_log, b => b.AddWireFormat(_receiving).LimitRemotingLog(new LoggerFactory([_log]), _time));
        var log = Akka.Event.Logging.GetLogger(system, "the test");

        foreach (var address in (string[])["a", "b", "a", "b"])
            log.Warning($"AssociationError [akka.tcp://cryptoflow@self:1] -> akka.tcp://cryptoflow@{address}:1: Error [Connection refused tcp://cryptoflow@{address}:1] []");

        await LogIsWrittenAsync(system, "mark");
        Assert.Equal(2, _log.All.Count(line => line.Contains("AssociationError", StringComparison.Ordinal)));
    }

    /// <summary>The templates are Akka's own: a shard region without a coordinator writes the first each second.</summary>
    [Theory]
    [InlineData("{0}: No coordinator found to register. {1} Total [{2}] buffered messages.")]
    [InlineData("{0}: Trying to register to coordinator at [{1}], but no acknowledgement. Total [{2}] buffered messages. [{3}]")]
    [InlineData("{0}: Requested shard homes [{1}] from coordinator at [{2}]. [{3}] total buffered messages.")]
    public async Task What_a_shard_region_tries_again_is_one_line_in_ten_minutes_for_each_region(string template)
    {
        var system = await StartAsync(_log, b => b.AddWireFormat(_receiving).LimitRemotingLog(new LoggerFactory([_log]), _time));
        var log = Akka.Event.Logging.GetLogger(system, "the test");

        for (var i = 0; i < 3; i++)
        {
            foreach (var region in (string[])["collectors", "traders"])
                log.Warning(template, region, "x", i, "y");
        }

        await LogIsWrittenAsync(system, "mark");
        Assert.Equal(2, _log.All.Count(line => line.Contains("collectors", StringComparison.Ordinal) || line.Contains("traders", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_addresses_that_do_not_answer_are_both_named()
    {
        var system = await StartAsync(_log, b => b.AddWireFormat(_receiving).LimitRemotingLog(new LoggerFactory([_log]), _time));
        var log = Akka.Event.Logging.GetLogger(system, "the test");

        foreach (var address in (string[])["a", "b", "a", "b"])
            log.Warning("Association with remote system {0} has failed; address is now gated for {1} ms.", address, 5000);

        await LogIsWrittenAsync(system, "mark");
        Assert.Equal(2, _log.All.Count(line => line.Contains("has failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Other_lines_of_Akka_are_not_limited()
    {
        var system = await StartAsync(_log, b => b.AddWireFormat(_receiving).LimitRemotingLog(new LoggerFactory([_log]), _time));

        for (var i = 0; i < 3; i++)
            Akka.Event.Logging.GetLogger(system, "a source").Warning("Line {0} of the same template", i);

        await LogIsWrittenAsync(system, "mark");
        Assert.Equal(3, _log.All.Count(line => line.Contains("of the same template", StringComparison.Ordinal)));
    }

    /// <summary>A port on which nothing listens.</summary>
    private static int DeadPort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The logger is an actor: it has written every line before the mark when it has written the mark.</summary>
    private async Task LogIsWrittenAsync(ActorSystem system, string mark)
    {
        Akka.Event.Logging.GetLogger(system, "the test").Warning(mark);
        await Poll.UntilAsync(() => _log.All, lines => lines.Any(line => line.EndsWith(mark, StringComparison.Ordinal)));
    }

    private async Task<ActorSystem> StartAsync(Lines log, Action<AkkaConfigurationBuilder> configure)
    {
        var host = new HostBuilder()
            .ConfigureLogging(logging => logging.ClearProviders().AddProvider(log))
            .ConfigureServices(services => services.AddAkka("cryptoflow", builder =>
            {
                builder.ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                });
                builder.WithRemoting("127.0.0.1", 0);
                configure(builder);
            }))
            .Build();
        _hosts.Add(host);
        await host.StartAsync();
        return host.Services.GetRequiredService<ActorSystem>();
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<string>(text => Sender.Tell(text));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
