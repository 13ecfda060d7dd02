using System.Text.Json;

namespace CryptoFlow.Web.Api;

/// <summary>What reading a client's JSON may throw for what the client has sent.</summary>
internal static class JsonInput
{
    /// <summary>
    /// Not JSON; or JSON whose text is no text: a lone surrogate escape and bytes that are no UTF-8 pass the parser and throw
    /// <see cref="InvalidOperationException"/> when a name or a string is read.
    /// </summary>
    public static bool IsClientsFault(Exception exception) => exception is JsonException or InvalidOperationException;
}
