using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoFlow.Trades;

namespace CryptoFlow.Storage.Sqlite.Commits;

/// <summary>A trader's step in the commit log, as JSON. The instrument has a column of its own.</summary>
internal sealed record LoggedStep(string Strategy, string Parameters, long? SignalId, CandleOutcome Outcome)
{
    public string Write() => JsonSerializer.Serialize(this, LoggedStepJson.Default.LoggedStep);

    /// <exception cref="JsonException">Another program has changed the text.</exception>
    public static LoggedStep Read(string text) => JsonSerializer.Deserialize(text, LoggedStepJson.Default.LoggedStep) ?? throw new JsonException("The step is null.");
}

/// <summary>The JSON of the commit log. Computed properties are left out; a number is written so that it is read back to the same bits.</summary>
[JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(LoggedStep))]
internal sealed partial class LoggedStepJson : JsonSerializerContext;
