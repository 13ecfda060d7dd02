namespace CryptoFlow.Errors;

/// <summary>Compares a user's word with the allowed words, so that a refusal can name the nearest allowed word.</summary>
public static class EditDistance
{
    /// <summary>The number of letters to insert, delete or replace to turn one text into the other (Levenshtein). Case-sensitive.</summary>
    public static int Of(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
