using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CryptoFlow.Web.Http;

/// <summary>Limits on requests, which Kestrel enforces before a handler runs.</summary>
internal static class RequestLimits
{
    /// <summary>Maximum length of a body, bytes. The bodies of the API are a few hundred bytes long.</summary>
    public const int BodyBytes = 64 * 1024;

    /// <summary>Maximum length of the value of a query parameter or route part, characters.</summary>
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
