using CryptoFlow.Configuration;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.Api.Operation;

/// <summary>
/// <c>GET /api/config</c>: the effective configuration, each value with its source. The route needs the key, because the answer contains paths and addresses.
/// </summary>
internal static class ConfigurationApi
{
    public static void MapConfiguration(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/config", EndpointConventions.Reads, Read)
        .AsGuarded()
        .WithName("GetConfiguration")
        .WithTags("Operation")
        .WithSummary("The effective configuration: each key with its value and the source of the value. Secrets are hidden.");

    private static Ok<ConfigurationAnswer> Read(IConfiguration configuration, IOptions<CryptoFlowOptions> options, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ConfigurationAnswer(ProgramVersion.Text, EffectiveSettings.Of(options.Value, (IConfigurationRoot)configuration)));
    }
}

/// <summary>The answer of <c>GET /api/config</c>.</summary>
/// <param name="Version">The version of the program.</param>
/// <param name="Settings">Every key, in the order of the README's table.</param>
internal sealed record ConfigurationAnswer(string Version, IReadOnlyList<EffectiveSetting> Settings);

/// <summary>One setting.</summary>
/// <param name="Key">The whole key, such as <c>CryptoFlow:Collector:HistoryDays</c>.</param>
/// <param name="Value">The effective value as text; lists are separated by commas; null if there is no value.</param>
/// <param name="Source"><c>default</c>, <c>appsettings.json</c> or another file, <c>environment</c>, <c>command line</c>, or <c>program</c> for a value that the program set, such as those of the demo.</param>
/// <param name="IsDefault">Whether the value is the default of the program, whatever its source.</param>
/// <param name="IsHidden">Whether the value is a secret. The answer then has three asterisks in its place.</param>
internal sealed record EffectiveSetting(string Key, string? Value, string Source, bool IsDefault, bool IsHidden);
