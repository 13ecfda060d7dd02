using System.Text.Json;

namespace CryptoFlow.Simulator.Wire;

/// <summary>What a client sent, made fit to stand inside a JSON string of the answer.</summary>
internal static class Escaped
{
    public static string Json(string text) => JsonEncodedText.Encode(text).ToString();
}
