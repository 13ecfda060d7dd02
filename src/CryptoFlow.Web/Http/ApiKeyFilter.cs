using System.Security.Cryptography;
using System.Text;
using CryptoFlow.Configuration;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Http;

/// <summary>Protects routes that change state: the header <c>X-Api-Key</c> must hold <c>CryptoFlow:Api:Key</c>. Without a configured key it refuses all requests.</summary>
internal sealed class ApiKeyFilter(IOptions<CryptoFlowOptions> options) : IEndpointFilter
{
    public const string Header = "X-Api-Key";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (options.Value.Api.Key is not { Length: > 0 } key)
            return Refuse(StatusCodes.Status403Forbidden, "This route is closed, because CryptoFlow:Api:Key is not set. Set the key and send it in the header X-Api-Key.");

        var sent = context.HttpContext.Request.Headers[Header];
        return sent is [{ } one] && IsSame(one, key)
            ? next(context)
            : Refuse(StatusCodes.Status401Unauthorized, "The header X-Api-Key is missing or wrong; it must be the value of CryptoFlow:Api:Key.");
    }

    /// <summary>Compares digests in constant time, so that the response time reveals neither the length of the key nor a correct prefix.</summary>
    private static bool IsSame(string sent, string key) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(sent)),
        SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static ValueTask<object?> Refuse(int status, string error) => new(new Problem(status, error));
}
