using System.Text.Json.Serialization;

namespace CryptoFlow.Web.Operations;

/// <summary>JSON settings of the operations palette.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OperationsBody))]
internal sealed partial class OperationsJson : JsonSerializerContext;
