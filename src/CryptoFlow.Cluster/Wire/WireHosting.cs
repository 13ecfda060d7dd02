using System.Globalization;
using Akka.Hosting;
using CryptoFlow.Messages;

namespace CryptoFlow.Cluster.Wire;

/// <summary>Registers the wire format with the actor system of a cluster node. A single process does not need it.</summary>
public static class WireHosting
{
    /// <summary>
    /// Serializes each <see cref="IWireMessage"/> with <see cref="WireSerializer"/>, allows no other type to cross a process except Akka's own, and sets the frame
    /// limit. Every role needs it: a node without this serializer would lose every message.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="counters">Counts messages and refusals.</param>
    public static AkkaConfigurationBuilder AddWireFormat(this AkkaConfigurationBuilder builder, WireCounters counters) => builder
        .AddHocon(string.Create(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.maximum-frame-size = {WireLimits.MaxFrameBytes}b"), HoconAddMode.Prepend)
        .WithCustomSerializer("cryptoflow-wire", [typeof(IWireMessage)], system => new WireSerializer(system, counters))
        .WithStrictSerialization();
}
