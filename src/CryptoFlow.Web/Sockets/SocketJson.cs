using System.Text.Json.Serialization;

namespace CryptoFlow.Web.Sockets;

/// <summary>JSON settings of the pushed messages of paper trading.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified)]
[JsonSerializable(typeof(PaperSignalPush))]
[JsonSerializable(typeof(PaperTradePush))]
internal sealed partial class SocketJson : JsonSerializerContext;
