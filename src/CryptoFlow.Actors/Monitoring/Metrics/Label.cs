using System.Text.Json;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>Labels of measurements.</summary>
internal static class Label
{
    public static KeyValuePair<string, object?> Of(string key, string value) => new(key, value);
}

/// <summary>The label values of an enum: <c>QueueFull</c> becomes <c>queue_full</c>. Computed once, because there are thousands of samples a second.</summary>
internal static class Names
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Table<TEnum>.Names[value];

    private static class Table<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Names =
            Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
