using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CryptoFlow.Market;
using CryptoFlow.Storage.Writer;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>What all mappings need: ids, required values, lists.</summary>
internal static class WireValues
{
    private const int GuidBytes = 16;

    public static ByteString ToWire(this Guid id) => UnsafeByteOperations.UnsafeWrap(id.ToByteArray(bigEndian: true));

    public static ByteString ToWire(this WriteId id) => id.Value.ToWire();

    public static ByteString ToWire(this RunId run) => run.Value.ToWire();

    public static WriteId ToWriteId(this ByteString bytes) => new(bytes.ToGuid());

    public static RunId ToRunId(this ByteString bytes) => new(bytes.ToGuid());

    /// <exception cref="InvalidDataException">Not 16 bytes.</exception>
    public static Guid ToGuid(this ByteString bytes) => bytes.Length == GuidBytes
        ? new Guid(bytes.Span, bigEndian: true)
        : throw new InvalidDataException($"An id has {GuidBytes} bytes, not {bytes.Length}.");

    /// <summary>A value that the sender always sets.</summary>
    /// <exception cref="InvalidDataException">It is missing.</exception>
    public static T Needed<T>(this T? value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : class => value ?? throw new InvalidDataException($"{name} is missing.");

    public static void AddRange<T, TWire>(this RepeatedField<TWire> field, ImmutableArray<T> items, Func<T, TWire> toWire)
    {
        field.Capacity = items.Length;
        foreach (var item in items)
            field.Add(toWire(item));
    }

    public static ImmutableArray<T> ToArray<T, TWire>(this RepeatedField<TWire> field, Func<TWire, T> fromWire)
    {
        var items = new T[field.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = fromWire(field[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }
}
