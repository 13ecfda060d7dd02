using CryptoFlow.Monitoring;
using CryptoFlow.Monitoring.Alerts;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CryptoFlow.Web.Api.Operation;

/// <summary><c>GET /api/alerts</c>: the alerts that are raised now, and alerts that have ended.</summary>
internal static class AlertsApi
{
    public static void MapAlerts(this IEndpointRouteBuilder routes) => routes
        .MapMethods("/api/alerts", EndpointConventions.Reads, Read)
        .AsWatch()
        .WithName("GetAlerts")
        .WithTags("Operation")
        .WithSummary("The alerts that are raised now, and the last 200 alerts that have ended since the start of the program.");

    private static Ok<AlertsAnswer> Read(MonitorBoard board, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new AlertsAnswer([.. board.Alerts.Select(HealthMapping.Alert)], [.. board.PastAlerts.Select(PastAlertAnswer.Of)]));
    }
}

/// <summary>The answer of <c>GET /api/alerts</c>.</summary>
/// <param name="Active">Raised now, the oldest first.</param>
/// <param name="Past">Ended, the newest first.</param>
internal sealed record AlertsAnswer(IReadOnlyList<AlertAnswer> Active, IReadOnlyList<PastAlertAnswer> Past);

/// <summary>An alert that has ended; times in ms UTC.</summary>
internal sealed record PastAlertAnswer(string Name, string Severity, long Since, long Until, string Sentence)
{
    public static PastAlertAnswer Of(AlertCleared cleared)
    {
        var alert = HealthMapping.Alert(cleared.Alert);
        return new PastAlertAnswer(alert.Name, alert.Severity, alert.Since, cleared.At, alert.Sentence);
    }
}
