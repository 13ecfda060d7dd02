using Akka.TestKit.Xunit2;
using CryptoFlow.Collectors;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using Xunit.Abstractions;

namespace CryptoFlow.Messages;

/// <summary>Every message that may cross a process boundary is equal after serialization.</summary>
public sealed class WireMessageTests(ITestOutputHelper output) : TestKit
{
    private const int Samples = 50;

    /// <summary>The messages of the three protocols that stay within the process.</summary>
    private static readonly HashSet<Type> Local =
    [
        typeof(WriterProtocol.GetWriterReadiness),
        typeof(WriterProtocol.WriterReady),
        typeof(WriterProtocol.WriterNotReady),
        typeof(WriterProtocol.LookForOthers),
        typeof(CollectorProtocol.CollectorReported),
    ];

    private static readonly Type[] Messages = [.. typeof(IWireMessage).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IWireMessage)) && !t.IsAbstract)];

    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("CRYPTOFLOW_SEED"), out var given) ? given : Environment.TickCount & 0xFFFFFF;

    public static TheoryData<string> Names => [.. Messages.Select(t => t.FullName!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Names))]
    public void A_message_that_is_serialized_and_read_again_is_equal_in_every_field(string name)
    {
        output.WriteLine($"seed {_seed}; CRYPTOFLOW_SEED={_seed} repeats it");
        var type = typeof(IWireMessage).Assembly.GetType(name)!;
        var samples = new MessageSamples(new Random(_seed));
        var serialization = Sys.Serialization;
        for (var i = 0; i < Samples; i++)
        {
            var message = samples.Create(type);
            var serializer = serialization.FindSerializerForType(type);
            var received = serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, Akka.Serialization.Serialization.ManifestFor(serializer, message));
            Assert.Null(DeepDifference.Find(message, received, type.Name));
        }
    }

    [Fact]
    public void Every_message_of_the_protocols_is_a_wire_message_or_is_known_to_be_local()
    {
        var messages = new[] { typeof(ReaderProtocol), typeof(WriterProtocol), typeof(CollectorProtocol) }
            .SelectMany(p => p.GetNestedTypes())
            .Where(t => t is { IsValueType: false, IsAbstract: false });

        Assert.Equal(Local.OrderBy(t => t.Name), messages.Where(t => !t.IsAssignableTo(typeof(IWireMessage))).OrderBy(t => t.Name));
    }

    [Fact]
    public void Every_request_names_the_type_of_its_answer()
    {
        Type[] requests = [typeof(IReadMessage<>), typeof(IWriteMessage<>), typeof(ICollectorRequest<>)];
        var untyped = Messages.Where(t => t.GetProperty("Remaining") is not null
            && !t.GetInterfaces().Any(i => i.IsGenericType && requests.Contains(i.GetGenericTypeDefinition())));

        Assert.Empty(untyped);
    }

    [Fact]
    public void A_value_that_only_its_own_process_understands_is_found()
    {
        var samples = new MessageSamples(new Random(_seed));
        foreach (var part in new[] { typeof(Akka.Actor.IActorRef), typeof(Exception), typeof(object), typeof(DateTimeOffset), typeof(Func<int>) })
            Assert.Throws<InvalidOperationException>(() => samples.Create(part));
    }

    [Fact]
    public void A_field_that_is_lost_is_found()
    {
        var series = new SeriesKey(new Instrument(Exchange.Binance, "BTCUSDT"), Interval.M15);
        var lost = series with { Interval = default };

        Assert.Contains("Interval", DeepDifference.Find(series, lost, nameof(series)), StringComparison.Ordinal);
        Assert.Null(DeepDifference.Find(series, series with { }, nameof(series)));
    }
}
