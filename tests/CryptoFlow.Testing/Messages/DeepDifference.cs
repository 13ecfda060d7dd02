using System.Collections;
using System.Reflection;

namespace CryptoFlow.Testing.Messages;

/// <summary>Compares two messages by all their public properties, including the elements of lists and the entries of dictionaries.</summary>
public static class DeepDifference
{
    /// <summary>The path of the first difference, with both values. Null if the messages are equal.</summary>
    public static string? Find(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null || expected.GetType() != actual.GetType())
            return expected is null && actual is null ? null : Differ();
        if (expected is double number)
            return BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)actual) ? null : Differ();
        if (expected is string or decimal or Guid or TimeSpan || expected.GetType() is { IsPrimitive: true } or { IsEnum: true })
            return expected.Equals(actual) ? null : Differ();
        if (expected is IDictionary left)
            return Entries(left, (IDictionary)actual);
        if (expected is IEnumerable items)
            return Elements([.. items.Cast<object?>()], [.. ((IEnumerable)actual).Cast<object?>()]);
        return expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => Find(p.GetValue(expected), p.GetValue(actual), $"{path}.{p.Name}"))
            .FirstOrDefault(difference => difference is not null);

        string Differ() => $"{path}: {expected ?? "null"} became {actual ?? "null"}";

        string? Entries(IDictionary all, IDictionary others) => all.Count == others.Count
            ? all.Keys.Cast<object>().Select(key => Find(all[key], others[key], $"{path}[{key}]")).FirstOrDefault(difference => difference is not null)
            : $"{path}: {all.Count} entries became {others.Count}";

        string? Elements(object?[] left, object?[] right) => left.Length == right.Length
            ? left.Select((item, i) => Find(item, right[i], $"{path}[{i}]")).FirstOrDefault(difference => difference is not null)
            : $"{path}: {left.Length} elements became {right.Length}";
    }
}
