using Akka.Actor;
using CryptoFlow.Cluster.Wire;
using CryptoFlow.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>A serializer with its counters, and all types of messages.</summary>
internal sealed class WireScene
{
    public WireScene(WireVersions? versions = null, ILogger<WireCounters>? logger = null)
    {
        Counters = new WireCounters(logger ?? NullLogger<WireCounters>.Instance, TimeProvider.System);
        Serializer = SerializerOf(null!, Counters, versions ?? WireVersions.Own);
    }

    /// <summary>Every message of the program that may cross a process.</summary>
    public static IReadOnlyList<Type> Messages { get; } =
    [
        .. new[] { typeof(IWireMessage).Assembly, typeof(WireSerializer).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => t.IsAssignableTo(typeof(IWireMessage)) && !t.IsAbstract)
            .OrderBy(t => t.FullName, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Names => [.. Messages.Select(t => t.FullName!)];

    public WireCounters Counters { get; }

    public WireSerializer Serializer { get; }

    /// <summary>From CRYPTOFLOW_SEED, or another one each time.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("CRYPTOFLOW_SEED"), out var given) ? given : Environment.TickCount & 0xFFFFFF;

    public static Type TypeOf(string name) => Messages.Single(t => t.FullName == name);

    public static WireSerializer SerializerOf(ExtendedActorSystem system, WireCounters counters, WireVersions versions) => new(system, counters, versions);

    public object SendAndRead(object message) => Serializer.FromBinary(Serializer.ToBinary(message), Serializer.Manifest(message));
}
