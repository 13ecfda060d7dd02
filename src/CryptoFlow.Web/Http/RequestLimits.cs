using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CryptoFlow.Web.Http;

/// <summary>What a client may send, bounded before any of our code sees it.</summary>
internal static class RequestLimits
{
    /// <summary>Longest body; the API's own are a few hundred bytes.</summary>
    public const int BodyBytes = 64 * 1024;

    /// <summary>Longest value of a query parameter or route part that is looked at.</summary>
    public const int ValueLength = 100;

    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = BodyBytes;
        options.Limits.MaxRequestLineSize = 16 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        options.Limits.MaxRequestHeaderCount = 100;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
