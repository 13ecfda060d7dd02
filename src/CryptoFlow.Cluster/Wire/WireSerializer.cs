using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace CryptoFlow.Cluster.Wire;

/// <summary>
/// Serializes the messages of <see cref="WireTable"/> as Protobuf. Throws only <see cref="SerializationException"/>: with this exception, every version of
/// Akka.Remote loses that message and keeps the association.
/// </summary>
public sealed class WireSerializer : SerializerWithStringManifest
{
    /// <summary>Every node uses the same number, in every version.</summary>
    public const int SerializerId = 2_020;

    private readonly WireTable _table;
    private readonly WireCounters _counters;

    /// <param name="system">The actor system.</param>
    /// <param name="counters">Counts messages and refusals.</param>
    public WireSerializer(ExtendedActorSystem system, WireCounters counters)
        : this(system, counters, WireVersions.Own)
    {
    }

    /// <summary>For tests of other versions.</summary>
    internal WireSerializer(ExtendedActorSystem system, WireCounters counters, WireVersions versions)
        : base(system)
    {
        _table = new WireTable(versions);
        _counters = counters;
    }

    public override int Identifier => SerializerId;

    /// <exception cref="SerializationException">The type is not in the table.</exception>
    public override string Manifest(object o) => Find(o).Manifest;

    /// <exception cref="SerializationException">The type is not in the table, a value is out of its range, or the message is too large.</exception>
    public override byte[] ToBinary(object obj)
    {
        var (entry, manifest) = Find(obj);
        byte[] bytes;
        try
        {
            var wire = entry.ToWire(obj);
            var size = wire.CalculateSize();
            if (size > WireLimits.MaxMessageBytes)
                throw Refuse(WireRefusal.TooLarge, manifest, $"It has {size} bytes, and at most {WireLimits.MaxMessageBytes} are allowed.");
            bytes = new byte[size];
            wire.WriteTo(bytes.AsSpan());
        }
        catch (Exception e) when (e is not SerializationException)
        {
            throw Refuse(WireRefusal.NotMapped, manifest, $"It cannot be written: {e.Message}", e);
        }

        _counters.AddWritten(bytes.Length);
        return bytes;
    }

    /// <exception cref="SerializationException">This node cannot read the message.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var entry = _table.Find(manifest ?? "", out var refusal) ?? throw Refuse(refusal, manifest ?? "", refusal == WireRefusal.OtherVersion
            ? $"This node reads versions {_table.Versions.Oldest} to {_table.Versions.Newest}."
            : "This node does not know such a message.");
        object message;
        try
        {
            message = entry.Read(bytes);
        }
        catch (Exception e)
        {
            throw Refuse(WireRefusal.Unreadable, manifest!, $"{bytes?.Length} bytes cannot be read: {e.Message}", e);
        }

        _counters.AddRead(bytes.Length);
        return message;
    }

    private (WireEntry Entry, string Manifest) Find(object message) => _table.TryFind(message.GetType(), out var entry, out var manifest)
        ? (entry, manifest)
        : throw Refuse(WireRefusal.NotMapped, message.GetType().FullName ?? "", "The type is not in the table of messages.");

    private SerializationException Refuse(WireRefusal reason, string message, string detail, Exception? cause = null)
    {
        _counters.AddRefused(reason, message, detail);
        return new SerializationException($"{message}: {detail}", cause);
    }
}
