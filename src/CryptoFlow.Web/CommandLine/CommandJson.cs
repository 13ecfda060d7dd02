using System.Text.Json.Serialization;
using CryptoFlow.Web.CommandLine.Backfill;
using CryptoFlow.Web.CommandLine.Backups;
using CryptoFlow.Web.CommandLine.Export;
using CryptoFlow.Web.CommandLine.Import;
using CryptoFlow.Web.Api.Retention;
using CryptoFlow.Web.CommandLine.Retention;
using CryptoFlow.Web.CommandLine.Verify;

namespace CryptoFlow.Web.CommandLine;

/// <summary>JSON settings of the commands' output with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(ExportAnswer))]
[JsonSerializable(typeof(FundingExportAnswer))]
[JsonSerializable(typeof(BackfillSummary))]
[JsonSerializable(typeof(BackupAnswer))]
[JsonSerializable(typeof(RestoreAnswer))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(RetentionAnswer))]
[JsonSerializable(typeof(RetentionSummary))]
internal sealed partial class CommandJson : JsonSerializerContext;
