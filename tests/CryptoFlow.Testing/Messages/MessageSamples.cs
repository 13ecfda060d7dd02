using System.Collections.Immutable;
using System.Reflection;

namespace CryptoFlow.Testing.Messages;

/// <summary>Creates random messages from their constructors and <c>init</c> properties. Throws if a value is not plain data.</summary>
public sealed class MessageSamples(Random random)
{
    private static readonly string[] Texts = ["", "BTCUSDT", "\"quoted\" \\ and \n broken", "Größe 🕯", "$type", "2026-11-27T04:00:00Z"];

    private readonly NullabilityInfoContext _nullability = new();

    public object Create(Type type)
    {
        if (type == typeof(string))
            return Texts[random.Next(Texts.Length)];
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type == typeof(int))
            return random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(long))
            return random.NextInt64(long.MinValue, long.MaxValue);
        if (type == typeof(double))
            return Double();
        if (type == typeof(decimal))
            return new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29));
        if (type == typeof(Guid))
            return Guid();
        if (type == typeof(TimeSpan))
            return random.Next(10) == 0 ? TimeSpan.MaxValue : TimeSpan.FromTicks(random.NextInt64(-TimeSpan.TicksPerDay, TimeSpan.TicksPerDay));
        if (type == typeof(Interval))
            return Interval.All[random.Next(Interval.All.Count)];
        if (type == typeof(Timeframe))
            return random.Next(4) == 0 ? Timeframe.Month : new Timeframe(random.Next(1, Timeframe.MaxMinutes + 1));
        if (type.IsEnum)
            return Enum.GetValues(type) is var values ? values.GetValue(random.Next(values.Length))! : throw new InvalidOperationException();
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Create(underlying);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return Array(type.GetGenericArguments()[0]);
        if (type.IsGenericType && type.GetGenericTypeDefinition() is var kind && (kind == typeof(ImmutableDictionary<,>) || kind == typeof(ImmutableSortedDictionary<,>)))
            return Dictionary(kind, type.GetGenericArguments());
        return type.Namespace?.StartsWith(nameof(CryptoFlow), StringComparison.Ordinal) == true && !type.IsAbstract
            ? Record(type)
            : throw new InvalidOperationException($"{type} is not plain data.");
    }

    private object Record(Type type)
    {
        var constructor = type.GetConstructors().Single();
        var parameters = constructor.GetParameters();
        var record = constructor.Invoke([.. parameters.Select(p => Perhaps(p.ParameterType, _nullability.Create(p)))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is not null && parameters.All(p => p.Name != property.Name))
                property.SetValue(record, Perhaps(property.PropertyType, _nullability.Create(property)));
        }

        return record;
    }

    /// <summary>Null in one of three cases, if the type allows it.</summary>
    private object? Perhaps(Type type, NullabilityInfo nullability) =>
        nullability.WriteState == NullabilityState.Nullable && random.Next(3) == 0 ? null : Create(type);

    private object Array(Type element)
    {
        var items = System.Array.CreateInstance(element, random.Next(4));
        for (var i = 0; i < items.Length; i++)
            items.SetValue(Create(element), i);
        return typeof(ImmutableArray).GetMethods()
            .Single(m => m.Name == nameof(ImmutableArray.Create) && m.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element)
            .Invoke(null, [items])!;
    }

    private object Dictionary(Type kind, Type[] keyAndValue)
    {
        var empty = kind.MakeGenericType(keyAndValue).GetField("Empty")!.GetValue(null)!;
        var set = empty.GetType().GetMethod("SetItem")!;
        return Enumerable.Range(0, random.Next(4)).Aggregate(empty, (items, _) => set.Invoke(items, [Create(keyAndValue[0]), Create(keyAndValue[1])])!);
    }

    /// <summary>Any finite number with all its digits, so that a test detects a serializer that rounds.</summary>
    private double Double()
    {
        while (true)
        {
            if (BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) is var number && double.IsFinite(number))
                return number;
        }
    }

    private Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
