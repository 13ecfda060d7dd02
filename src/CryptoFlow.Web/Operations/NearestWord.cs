using CryptoFlow.Errors;

namespace CryptoFlow.Web.Operations;

/// <summary>Finds the word that a user probably meant.</summary>
internal static class NearestWord
{
    private const int Longest = 40;

    /// <summary>The known word with the smallest edit distance, or the only one that begins with the word; null if none is near.</summary>
    public static string? Find(string word, IReadOnlyList<string> known)
    {
        if (word.Length is 0 or > Longest)
            return null;
        if (known.Where(k => k.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList() is [var only])
            return only;
        var (nearest, distance) = known.Select(k => (k, EditDistance.Of(word.ToLowerInvariant(), k))).MinBy(k => k.Item2);
        return distance <= Math.Max(1, word.Length / 3) ? nearest : null;
    }
}
