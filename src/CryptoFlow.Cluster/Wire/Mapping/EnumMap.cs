namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>Maps the values of an enumeration to the generated values and back. The numbers of both may differ, so that neither depends on the other.</summary>
/// <param name="pairs">Each value of <typeparamref name="TOwn"/> once.</param>
internal sealed class EnumMap<TOwn, TWire>(params (TOwn Own, TWire Wire)[] pairs)
    where TOwn : struct, Enum
    where TWire : struct, Enum
{
    public IReadOnlyList<(TOwn Own, TWire Wire)> Pairs => pairs;

    /// <exception cref="InvalidDataException">The value has no name in the wire format.</exception>
    public TWire ToWire(TOwn value)
    {
        foreach (var (own, wire) in pairs)
        {
            if (EqualityComparer<TOwn>.Default.Equals(own, value))
                return wire;
        }

        throw new InvalidDataException($"{value} is not a {typeof(TOwn).Name}.");
    }

    /// <exception cref="InvalidDataException">The sender knows a value that this node does not know, or sent none.</exception>
    public TOwn FromWire(TWire value)
    {
        foreach (var (own, wire) in pairs)
        {
            if (EqualityComparer<TWire>.Default.Equals(wire, value))
                return own;
        }

        throw new InvalidDataException($"{value} is not a {typeof(TOwn).Name}.");
    }
}
