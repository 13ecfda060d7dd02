using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace CryptoFlow.Configuration;

/// <summary>One key of the options, such as <c>Collector:HistoryDays</c>.</summary>
/// <param name="Path">The path below <c>CryptoFlow</c>, with ':' between its parts and <see cref="OptionTree.AnyName"/> in place of a dictionary's keys.</param>
/// <param name="Property">The property to which the binder binds the key.</param>
public sealed record OptionKey(string Path, PropertyInfo Property);

/// <summary>
/// The keys of <see cref="CryptoFlowOptions"/>, read from its properties. The initializer of a property is the default of its key, the attribute <c>[Range]</c> is
/// its range, and the summary is its description. The validator, the known keys and the table of the README read them from the properties.
/// </summary>
public static class OptionTree
{
    /// <summary>Stands for a key of a dictionary: the name of an exchange or of an interval.</summary>
    public const string AnyName = "*";

    /// <summary>Every key, in the order of the declarations.</summary>
    public static ImmutableArray<OptionKey> Keys { get; } = [.. KeysOf(typeof(CryptoFlowOptions))];

    /// <summary>The value of every key; a key of a dictionary once for each of its entries.</summary>
    public static IEnumerable<(OptionKey Key, object? Value)> ValuesOf(CryptoFlowOptions options) => ValuesOf((object)options);

    private static IEnumerable<OptionKey> KeysOf(Type options) => Settable(options).SelectMany(property =>
    {
        var type = property.PropertyType;
        if (IsDictionary(type) && !IsSection(type.GetGenericArguments()[1]))
            return [new OptionKey($"{property.Name}:{AnyName}", property)];
        if (IsDictionary(type))
            return KeysOf(type.GetGenericArguments()[1]).Select(key => Below($"{property.Name}:{AnyName}", key));
        return IsSection(type) ? KeysOf(type).Select(key => Below(property.Name, key)) : [new OptionKey(property.Name, property)];
    });

    private static IEnumerable<(OptionKey Key, object? Value)> ValuesOf(object options) => Settable(options.GetType()).SelectMany(property =>
    {
        var value = property.GetValue(options);
        if (value is IDictionary entries)
        {
            return entries.Keys.Cast<string>().SelectMany(name => IsSection(entries[name]!.GetType())
                ? ValuesOf(entries[name]!).Select(inner => (Below($"{property.Name}:{name}", inner.Key), inner.Value))
                : [(new OptionKey($"{property.Name}:{name}", property), entries[name])]);
        }

        return value is not null && IsSection(property.PropertyType)
            ? ValuesOf(value).Select(inner => (Below(property.Name, inner.Key), inner.Value))
            : [(new OptionKey(property.Name, property), value)];
    });

    private static OptionKey Below(string section, OptionKey key) => key with { Path = $"{section}:{key.Path}" };

    /// <summary>Sorts by metadata token, because reflection guarantees no order and the tokens follow the order of the source.</summary>
    private static IEnumerable<PropertyInfo> Settable(Type options) => options.GetProperties().Where(p => p.CanWrite).OrderBy(p => p.MetadataToken);

    private static bool IsDictionary(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>);

    private static bool IsSection(Type type) => type.Assembly == typeof(CryptoFlowOptions).Assembly;
}
