using System.Text.Encodings.Web;
using System.Text.Json;

namespace CryptoFlow.Web.Http;

/// <summary>Options for the JSON that the server writes member by member.</summary>
internal static class JsonWriting
{
    /// <summary>
    /// The relaxed encoder leaves non-ASCII names unescaped, as in the other answers; no browser reads this text as HTML. Validation is off, because the order of the
    /// write calls is fixed.
    /// </summary>
    public static JsonWriterOptions Options { get; } = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
