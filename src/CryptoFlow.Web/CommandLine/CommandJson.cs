using System.Text.Json.Serialization;
using CryptoFlow.Web.CommandLine.Backfill;
using CryptoFlow.Web.CommandLine.Import;
using CryptoFlow.Web.CommandLine.Verify;

namespace CryptoFlow.Web.CommandLine;

/// <summary>JSON settings of what the commands print with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(BackfillSummary))]
[JsonSerializable(typeof(VerifyAnswer))]
internal sealed partial class CommandJson : JsonSerializerContext;
