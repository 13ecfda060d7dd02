using CryptoFlow.Collectors;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing.Messages;

namespace CryptoFlow.Messages;

/// <summary>Every message that may cross a process is plain data. The tests of the wire format check that it arrives equal.</summary>
public sealed class WireMessageTests
{
    /// <summary>The messages of the protocols that stay within the process.</summary>
    private static readonly HashSet<Type> Local =
    [
        typeof(WriterProtocol.LookForOthers),
        typeof(ExchangeCollectorProtocol.HandOver),
    ];

    private static readonly Type[] Messages = [.. typeof(IWireMessage).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IWireMessage)) && !t.IsAbstract)];

    [Fact]
    public void Every_message_of_the_protocols_is_a_wire_message_or_is_known_to_be_local()
    {
        var messages = new[] { typeof(ReaderProtocol), typeof(WriterProtocol), typeof(CollectorProtocol), typeof(ExchangeCollectorProtocol) }
            .SelectMany(p => p.GetNestedTypes())
            .Where(t => t is { IsValueType: false, IsAbstract: false });

        Assert.Equal(Local.OrderBy(t => t.Name), messages.Where(t => !t.IsAssignableTo(typeof(IWireMessage))).OrderBy(t => t.Name));
    }

    [Fact]
    public void Every_request_names_the_type_of_its_answer()
    {
        Type[] requests = [typeof(IReadMessage<>), typeof(IWriteMessage<>), typeof(ICollectorRequest<>), typeof(IExchangeRequest<>)];
        var untyped = Messages.Where(t => t.GetProperty("Remaining") is not null
            && !t.GetInterfaces().Any(i => i.IsGenericType && requests.Contains(i.GetGenericTypeDefinition())));

        Assert.Empty(untyped);
    }

    [Fact]
    public void A_value_that_only_its_own_process_understands_is_found()
    {
        var samples = new MessageSamples(new Random(1));
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
