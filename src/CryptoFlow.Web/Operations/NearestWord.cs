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
        var (nearest, distance) = known.Select(k => (k, Distance(word.ToLowerInvariant(), k))).MinBy(k => k.Item2);
        return distance <= Math.Max(1, word.Length / 3) ? nearest : null;
    }

    /// <summary>The number of letters to insert, delete or replace (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
