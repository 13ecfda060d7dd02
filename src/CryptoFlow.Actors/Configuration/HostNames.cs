namespace CryptoFlow.Configuration;

/// <summary>Checks of <c>Api:AllowedHosts</c> and <c>Api:AllowedOrigins</c>.</summary>
internal static class HostNames
{
    public static IEnumerable<string> Failures(ApiOptions api) =>
    [
        .. from host in api.AllowedHosts
           where host != "*" && Uri.CheckHostName(host) == UriHostNameType.Unknown
           select $"CryptoFlow:Api:AllowedHosts holds '{host}'; allowed are names and IP addresses without a port, such as candles.example.net, and * for all.",
        .. from origin in api.AllowedOrigins
           where origin is not ("*" or "null") && !IsOrigin(origin)
           select $"CryptoFlow:Api:AllowedOrigins holds '{origin}'; allowed are origins as browsers send them, such as https://charts.example.net or http://10.0.0.5:5173, null for pages opened as files, and * for all.",
    ];

    /// <summary>True for scheme, host and port without a path. Browsers leave out the default port of the scheme.</summary>
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && text.Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
}
