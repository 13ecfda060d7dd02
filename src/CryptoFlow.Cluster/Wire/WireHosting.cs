using System.Globalization;
using Akka.Hosting;
using Akka.Hosting.Logging;
using CryptoFlow.Messages;
using Microsoft.Extensions.Logging;

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

    /// <summary>Limits the log lines that Akka repeats (<see cref="RemotingLogFactory"/>).</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="loggers">The loggers of the program, to which all other lines of Akka go unchanged.</param>
    /// <param name="time">The clock.</param>
    public static AkkaConfigurationBuilder LimitRemotingLog(this AkkaConfigurationBuilder builder, ILoggerFactory loggers, TimeProvider time) =>
        builder.AddSetup(new LoggerFactorySetup(new RemotingLogFactory(loggers, time)));
}
