using System.Text.Json.Serialization;

namespace CryptoFlow.Web.Hosting;

/// <summary>JSON settings of the notice beside the database.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(ServerNotice))]
internal sealed partial class ServerNoticeJson : JsonSerializerContext;
