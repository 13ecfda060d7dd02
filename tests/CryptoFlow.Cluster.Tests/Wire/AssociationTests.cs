using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Akka.Remote;
using Akka.Remote.Hosting;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Messages;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>Two actor systems on loopback, with remoting and strict serialization as a node has them.</summary>
public sealed class AssociationTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Within = HangGuard.Limit;

    private readonly WireCounters _sending = new(NullLogger<WireCounters>.Instance, TimeProvider.System);
    private readonly WireCounters _receiving = new(NullLogger<WireCounters>.Instance, TimeProvider.System);
    private readonly List<IHost> _hosts = [];
    private IActorRef _echo = null!;

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
    public async Task Every_message_arrives_at_another_actor_system_and_comes_back()
    {
        output.WriteLine($"CRYPTOFLOW_SEED={WireScene.Seed} repeats it");
        await ConnectAsync(b => b.AddWireFormat(_sending));
        var samples = new MessageSamples(new Random(WireScene.Seed));
        foreach (var type in WireScene.Messages)
        {
            var message = samples.Create(type);
            Assert.Null(DeepDifference.Find(message, await _echo.Ask(message, Within), type.Name));
        }

        Assert.Equal((WireScene.Messages.Count, WireScene.Messages.Count), (_receiving.Read, _receiving.Written));
    }

    [Fact]
    public async Task The_largest_message_arrives_and_a_larger_one_is_lost_without_the_association()
    {
        var ended = await ConnectAsync(b => b.AddWireFormat(_sending));

        var largest = new ReaderProtocol.ReadRefused(ReadRefusal.Failed, new string('d', WireLimits.MaxMessageBytes - 20), TimeSpan.Zero);
        Assert.Equal(largest, await _echo.Ask(largest, Within));
        _echo.Tell(largest with { Detail = new string('d', WireLimits.MaxMessageBytes) });
        var next = new WriterProtocol.WriterDrained(WriteId.New());
        Assert.Equal(next, await _echo.Ask(next, Within));

        Assert.Equal(1, _sending.RefusedFor(WireRefusal.TooLarge));
        Assert.Empty(ended());
    }

    [Fact]
    public async Task A_message_of_another_version_is_lost_without_the_association()
    {
        var ended = await ConnectAsync(b => b
            .WithCustomSerializer("wire", [typeof(IWireMessage)], system => new WireSerializer(system, _sending, new WireVersions(2, 1, 2)))
            .WithStrictSerialization());

        _echo.Tell(new WriterProtocol.WriterDrained(WriteId.New()));
        Assert.Equal("next", await _echo.Ask("next", Within));

        Assert.Equal(1, _receiving.RefusedFor(WireRefusal.OtherVersion));
        Assert.Empty(ended());
    }

    [Fact]
    public async Task A_type_outside_of_the_wire_format_does_not_leave_the_process()
    {
        var ended = await ConnectAsync(b => b.AddWireFormat(_sending));

        _echo.Tell(new NotAWireMessage(1));

        Assert.Equal(0, await _echo.Ask<int>(Echo.HowMany, Within));
        Assert.Empty(ended());
    }

    /// <summary>Connects a sender with an echo. Returns the associations that have ended at either side since then.</summary>
    private async Task<Func<IReadOnlyList<object>>> ConnectAsync(Action<AkkaConfigurationBuilder> sender)
    {
        var receiver = await StartAsync("receiver", b => b.AddWireFormat(_receiving));
        receiver.ActorOf(Props.Create(() => new Echo()), "echo");
        var client = await StartAsync("sender", sender);
        var address = ((ExtendedActorSystem)receiver).Provider.DefaultAddress;
        _echo = await client.ActorSelection($"{address}/user/echo").ResolveOne(Within);

        var probes = new[] { receiver, client }.Select(system =>
        {
            var ended = new List<object>();
            var probe = system.ActorOf(Props.Create(() => new Collector(ended)));
#pragma warning disable RS0030 // Akka publishes the events of associations nowhere else.
            system.EventStream.Subscribe(probe, typeof(AssociationEvent));
#pragma warning restore RS0030
            return ended;
        }).ToList();
        return () => [.. probes.SelectMany(ended =>
        {
            lock (ended)
                return ended.ToArray();
        })];
    }

    private async Task<ActorSystem> StartAsync(string name, Action<AkkaConfigurationBuilder> configure)
    {
        var host = new HostBuilder()
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureServices(services => services.AddAkka(name, builder =>
            {
                builder.WithRemoting("127.0.0.1", 0);
                configure(builder);
            }))
            .Build();
        _hosts.Add(host);
        await host.StartAsync();
        return host.Services.GetRequiredService<ActorSystem>();
    }

    private sealed record NotAWireMessage(int Value);

    private sealed class Echo : ReceiveActor
    {
        /// <summary>Asks how many other messages have arrived.</summary>
        public const string HowMany = "how many";

        private int _count;

        public Echo()
        {
            Receive<string>(m => m == HowMany, _ => Sender.Tell(_count));
            ReceiveAny(message =>
            {
                _count++;
                Sender.Tell(message);
            });
        }
    }

    private sealed class Collector : ReceiveActor
    {
        public Collector(List<object> ended) => ReceiveAny(message =>
        {
            if (message is not (DisassociatedEvent or AssociationErrorEvent))
                return;
            lock (ended)
                ended.Add(message);
        });
    }
}
