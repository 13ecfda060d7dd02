using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using CryptoFlow.Market;

namespace CryptoFlow.Cluster.Tests.Wire;

/// <summary>The value of a message as JSON, for the file of recorded bytes. A double has all its digits.</summary>
internal static class RecordedValue
{
    public static JsonNode? Of(object? value) => value switch
    {
        null => null,
        string or bool or int or long or double => JsonValue.Create((dynamic)value),
        decimal number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Guid or Enum or Interval => value.ToString(),
        TimeSpan time => time.Ticks,
        IDictionary entries => new JsonArray([.. entries.Keys.Cast<object>().Select(k => new JsonArray(Of(k), Of(entries[k]))).OrderBy(e => e[0]!.ToJsonString(), StringComparer.Ordinal)]),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Of)]),
        _ => new JsonObject(value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null)
            .Select(p => KeyValuePair.Create(p.Name, Of(p.GetValue(value))))),
    };

    /// <summary>The paths of all properties that have a value. The elements of a list share their path.</summary>
    public static IEnumerable<string> FieldsOf(JsonNode? value, string path) => value switch
    {
        null => [],
        JsonObject properties => properties.SelectMany(p => FieldsOf(p.Value, $"{path}.{p.Key}")),
        JsonArray items => items.SelectMany(item => FieldsOf(item, path + "[]")),
        _ => [path],
    };

    /// <summary>The first recorded property that has another value now, or null. A property that was added later is not compared.</summary>
    public static string? FindDifference(JsonNode? recorded, JsonNode? read, string path)
    {
        switch (recorded, read)
        {
            case (JsonObject old, JsonObject now):
                return old.Select(p => now.ContainsKey(p.Key) ? FindDifference(p.Value, now[p.Key], $"{path}.{p.Key}") : $"{path}.{p.Key} is gone")
                    .FirstOrDefault(d => d is not null);
            case (JsonArray old, JsonArray now) when old.Count == now.Count:
                return old.Select((item, i) => FindDifference(item, now[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null);
            default:
                return Text(recorded) == Text(read) ? null : $"{path}: {Text(recorded)} became {Text(read)}";
        }

        static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
    }
}
