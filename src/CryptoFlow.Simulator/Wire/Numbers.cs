using System.Globalization;

namespace CryptoFlow.Simulator.Wire;

/// <summary>Whole numbers in query strings: digits and nothing else.</summary>
internal static class Numbers
{
    /// <summary>False if the text is not a number. The number is null if nothing was sent.</summary>
    public static bool TryOptional(string? text, out long? number)
    {
        number = null;
        if (text is null)
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            return false;
        number = parsed;
        return true;
    }
}
