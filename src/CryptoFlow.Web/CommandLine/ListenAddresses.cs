using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CryptoFlow.Errors;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine;

/// <summary>
/// Checks the listen addresses before Kestrel binds them, with errors that name the address. Kestrel fails with internal exceptions, and binds every interface for an
/// unknown host name. This check refuses such a name, because the server must be reachable from outside only if the user wants that.
/// </summary>
internal static class ListenAddresses
{
    private const string AllowedHosts = "an IP address of this machine, localhost, or * for every interface";

    private static readonly string[] PortKeys = ["http_ports", "https_ports"];

    /// <summary>True when the configuration names a listen address.</summary>
    public static bool AreSet(IConfiguration configuration) =>
        Split(configuration["urls"]).Length > 0
        || PortKeys.Any(key => Split(configuration[key]).Length > 0)
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    /// <exception cref="UserError">The server cannot listen at an address, on this machine or on any machine.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var address in Split(configuration["urls"]))
            Check("--urls (ASPNETCORE_URLS)", address);
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { } address)
                Check($"{endpoint.Path}:Url", address);
        }

        foreach (var key in PortKeys)
        {
            foreach (var port in Split(configuration[key]))
            {
                if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !IsPort(number))
                    throw UserError.WrongUse($"{key} has '{SeriesInput.Quote(port)}'; a port is a number from 0 to 65535.");
            }
        }
    }

    /// <summary>The reason why a well-formed address could not be bound.</summary>
    public static string Explain(SocketException failure, IConfiguration configuration)
    {
        var hint = failure.SocketErrorCode switch
        {
            SocketError.AccessDenied => " Ports below 1024 need a privilege: choose another port.",
            SocketError.AddressNotAvailable => " No network interface of this machine has that address.",
            _ => "",
        };
        return $"The server cannot listen at {configuration["urls"] ?? "the addresses of Kestrel:Endpoints"}: {failure.Message.TrimEnd('.')}.{hint}";
    }

    private static string[] Split(string? list) => list?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static void Check(string key, string text)
    {
        var wrong = $"{key} has '{SeriesInput.Quote(text)}'; ";
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            throw UserError.WrongUse($"{wrong}an address is http:// or https://, a host and a port, such as http://localhost:3000.");
        }

        if (!address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase) && !address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
            throw UserError.WrongUse($"{wrong}an address begins with http:// or https://.");
        if (address.IsUnixPipe || address.IsNamedPipe)
            return;
        if (address.PathBase.Length > 0)
            throw UserError.WrongUse($"{wrong}an address ends with the port, without a path.");
        if (!IsPort(address.Port))
            throw UserError.WrongUse($"{wrong}a port is a number from 0 to 65535.");
        var isLocalhost = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        if (!isLocalhost && address.Host is not ("*" or "+") && !IPAddress.TryParse(address.Host, out _))
            throw UserError.WrongUse($"{wrong}the host is {AllowedHosts}.");
        if (isLocalhost && address.Port == 0)
            throw UserError.WrongUse($"{wrong}for a free port (0) give the IP address, such as http://127.0.0.1:0.");
    }

    private static bool IsPort(int port) => port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort;
}
