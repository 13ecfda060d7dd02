using System.Text.Json;

namespace CryptoFlow.Simulator.Wire;

/// <summary>Escapes a client's text for use inside a JSON string of the answer.</summary>
internal static class Escaped
{
    public static string Json(string text) => JsonEncodedText.Encode(text).ToString();
}
