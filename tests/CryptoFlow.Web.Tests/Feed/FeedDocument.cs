using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.Feed;

/// <summary>The section about the feed in <c>docs/http-api.md</c>: the schema of its messages and its example clients.</summary>
internal static partial class FeedDocument
{
    private static readonly Lazy<string> Section = new(() => Assert.Single(Sections().Split(Repository.Read("docs/http-api.md")), s => s.StartsWith("The feed of commits\n", StringComparison.Ordinal)));

    /// <summary>The text of the section's only block of code in a language.</summary>
    public static string Code(string language) => Assert.Single(Block().Matches(Section.Value), m => m.Groups["language"].Value == language).Groups["code"].Value;

    /// <summary>Why a message does not fit the schema; null if it does. Knows the keywords that the schema uses, and refuses others.</summary>
    public static string? Misfit(JsonElement message)
    {
        using var schema = JsonDocument.Parse(Code("json"));
        return Misfit(schema.RootElement, schema.RootElement, message, "message");
    }

    private static string? Misfit(JsonElement root, JsonElement rule, JsonElement value, string path)
    {
        foreach (var keyword in rule.EnumerateObject())
        {
            var misfit = keyword.Name switch
            {
                "$schema" or "$defs" => null,
                "$ref" => Misfit(root, root.GetProperty("$defs").GetProperty(keyword.Value.GetString()!["#/$defs/".Length..]), value, path),
                "oneOf" => One(keyword.Value.EnumerateArray().Select(one => Misfit(root, one, value, path)).ToList()),
                "type" => IsOfType(value, keyword.Value.GetString()!) ? null : $"{path} is no {keyword.Value}",
                "const" => value.GetRawText() == keyword.Value.GetRawText() ? null : $"{path} is not {keyword.Value}",
                "enum" => keyword.Value.EnumerateArray().Any(v => v.GetRawText() == value.GetRawText()) ? null : $"{path} is none of {keyword.Value}",
                "pattern" => Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!) ? null : $"{path} does not match {keyword.Value}",
                "maxItems" => value.GetArrayLength() <= keyword.Value.GetInt32() ? null : $"{path} has {value.GetArrayLength()} items",
                "items" => value.EnumerateArray().Select((item, i) => Misfit(root, keyword.Value, item, $"{path}[{i}]")).FirstOrDefault(m => m is not null),
                "required" => keyword.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing").FirstOrDefault(),

                // More strict than JSON schema: a member that the document does not name is a misfit.
                "properties" => value.EnumerateObject().Select(member => keyword.Value.TryGetProperty(member.Name, out var of)
                    ? Misfit(root, of, member.Value, $"{path}.{member.Name}")
                    : path.Contains('[', StringComparison.Ordinal) && path.Contains("messages", StringComparison.Ordinal) ? null : $"{path}.{member.Name} is not in the document").FirstOrDefault(m => m is not null),
                _ => throw new NotSupportedException($"The schema has the keyword {keyword.Name}, which this test does not know."),
            };
            if (misfit is not null)
                return misfit;
        }

        return null;
    }

    private static string? One(List<string?> misfits) => misfits.Count(m => m is null) == 1 ? null : string.Join("; ", misfits.Select(m => m ?? "fits"));

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new NotSupportedException($"The schema has the type {type}, which this test does not know."),
    };

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Sections();

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
