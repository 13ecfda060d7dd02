using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace CryptoFlow.Market;

/// <summary>
/// The rules for the name of a contract. The exchanges list BTCUSDT, 1000SHIBUSDT, BTCUSDT_260327, BTC-26DEC25 and 币安人生USDT: letters and digits
/// of any script, '-' and '_'. All characters that could be mistaken for another name or for a separator are refused: signs, spaces, control characters,
/// direction marks, invisible letters, and each spelling that normalization (NFC) would change.
/// </summary>
public static class SymbolRules
{
    /// <summary>The most characters (Unicode code points) of a symbol.</summary>
    public const int MaxLength = 40;

    /// <summary>The allowed symbols, as the end of the sentence "a symbol is …".</summary>
    public static string AllowedText { get; } =
        $"1 to {MaxLength} letters and digits of any script, '-' and '_', without spaces, signs and combining marks, such as BTCUSDT, BTCUSDT_260327, BTC-26DEC25 or 币安人生USDT";

    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>
    /// Ranges (first and last code point) of letters that are refused. NFC replaces them (Unicode's NFC_Quick_Check) or joins them with the letter before (Hangul
    /// vowels and finals), or they are invisible (Hangul fillers). All combining marks are refused elsewhere, so NFC changes no other text. .NET's own
    /// normalization has no effect here, because the program runs without culture data.
    /// </summary>
    private static readonly (int First, int Last)[] Refused =
    [
        (0x374, 0x374), (0x958, 0x95F), (0x9DC, 0x9DD), (0x9DF, 0x9DF), (0xA33, 0xA33), (0xA36, 0xA36), (0xA59, 0xA5B), (0xA5E, 0xA5E),
        (0xB5C, 0xB5D), (0xF43, 0xF43), (0xF4D, 0xF4D), (0xF52, 0xF52), (0xF57, 0xF57), (0xF5C, 0xF5C), (0xF69, 0xF69), (0x115F, 0x1175),
        (0x11A8, 0x11C2), (0x1F71, 0x1F71), (0x1F73, 0x1F73), (0x1F75, 0x1F75), (0x1F77, 0x1F77), (0x1F79, 0x1F79), (0x1F7B, 0x1F7B),
        (0x1F7D, 0x1F7D), (0x1FBB, 0x1FBB), (0x1FBE, 0x1FBE), (0x1FC9, 0x1FC9), (0x1FCB, 0x1FCB), (0x1FD3, 0x1FD3), (0x1FDB, 0x1FDB),
        (0x1FE3, 0x1FE3), (0x1FEB, 0x1FEB), (0x1FF9, 0x1FF9), (0x1FFB, 0x1FFB), (0x2126, 0x2126), (0x212A, 0x212B), (0x3164, 0x3164),
        (0xF900, 0xFA0D), (0xFA10, 0xFA10), (0xFA12, 0xFA12), (0xFA15, 0xFA1E), (0xFA20, 0xFA20), (0xFA22, 0xFA22), (0xFA25, 0xFA26),
        (0xFA2A, 0xFAD9), (0xFB1D, 0xFB1F), (0xFB2A, 0xFB4E), (0xFFA0, 0xFFA0), (0x2F800, 0x2FA1D),
    ];

    /// <summary>
    /// The symbol as the exchange writes it. Only the letters a to z are changed to upper case, because users often type lower case and no exchange lists a symbol
    /// with these letters. Other letters stay unchanged, because they have no case or their case rules depend on the language.
    /// </summary>
    public static bool TryNormalize(string? text, [NotNullWhen(true)] out string? symbol)
    {
        symbol = null;
        if (string.IsNullOrEmpty(text) || text.Length > 2 * MaxLength)
            return false;

        if (text.AsSpan().ContainsAnyExcept(Plain) && !IsName(text))
            return false;
        if (text.Length > MaxLength && text.EnumerateRunes().Count() > MaxLength)
            return false;
        symbol = InCase(text, upper: true);
        return true;
    }

    /// <summary>
    /// A symbol in lower case, as some clients of the WebSocket expect it. Only A to Z are changed, so that <see cref="TryNormalize"/> gives the symbol again.
    /// </summary>
    public static string ToLower(string symbol) => InCase(symbol, upper: false);

    private static bool IsName(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            // Half of a surrogate pair is not a character.
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done || !IsAllowed(rune))
                return false;
            rest = rest[length..];
        }

        return true;
    }

    private static bool IsAllowed(Rune rune)
    {
        if (rune.IsAscii)
            return char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '-' or '_';
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
            && !Array.Exists(Refused, range => rune.Value >= range.First && rune.Value <= range.Last);
    }

    private static string InCase(string text, bool upper)
    {
        if (!text.AsSpan().ContainsAnyInRange(upper ? 'a' : 'A', upper ? 'z' : 'Z'))
            return text;
        return string.Create(text.Length, (text, upper), static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                var c = from.text[i];
                to[i] = from.upper && char.IsAsciiLetterLower(c) ? (char)(c - 32) : !from.upper && char.IsAsciiLetterUpper(c) ? (char)(c + 32) : c;
            }
        });
    }
}
