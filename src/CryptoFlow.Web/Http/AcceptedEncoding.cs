using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CryptoFlow.Web.Http;

/// <summary>Chooses the encoding of an answer: the client's highest quality value; at equal quality brotli, then gzip, then plain (RFC 9110, 12.5.3).</summary>
internal static class AcceptedEncoding
{
    private static readonly (BodyEncoding Encoding, string Name)[] Packed = [(BodyEncoding.Brotli, "br"), (BodyEncoding.Gzip, "gzip")];

    public static BodyEncoding Of(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept) || !StringWithQualityHeaderValue.TryParseList(accept.Where(v => v is not null).ToList()!, out var wanted))
            return BodyEncoding.Identity;

        var (best, bestQuality) = (BodyEncoding.Identity, 0.0);
        foreach (var (encoding, name) in Packed)
        {
            if (QualityOf(name, wanted) is var quality && quality > bestQuality)
                (best, bestQuality) = (encoding, quality);
        }

        return wanted.Any(w => w.Value.Equals("identity", StringComparison.OrdinalIgnoreCase) && (w.Quality ?? 1) > bestQuality) ? BodyEncoding.Identity : best;
    }

    public static string? NameOf(BodyEncoding encoding) => Packed.FirstOrDefault(p => p.Encoding == encoding).Name;

    private static double QualityOf(string name, IList<StringWithQualityHeaderValue> wanted)
    {
        var named = wanted.FirstOrDefault(w => w.Value.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? wanted.FirstOrDefault(w => w.Value == "*");
        return named is null ? 0 : named.Quality ?? 1;
    }
}
