using System.Reflection;

namespace CryptoFlow.Web.Telemetry;

/// <summary>The version of this program, for <c>/</c>, the OpenAPI document and the telemetry.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0";
}
