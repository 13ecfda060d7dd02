namespace CryptoFlow.Web.Telemetry;

/// <summary>Timeout of one export attempt, and the maximum time that the last export may delay the end of the program.</summary>
internal sealed record ExportTimeout(TimeSpan Value)
{
    public static ExportTimeout Default { get; } = new(TimeSpan.FromSeconds(2));
}
