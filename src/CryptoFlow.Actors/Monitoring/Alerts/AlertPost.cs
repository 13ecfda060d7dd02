using System.Text.Json;
using System.Text.Json.Serialization;

namespace CryptoFlow.Monitoring.Alerts;

/// <summary>The JSON that is posted to the webhook (docs/metrics.md, Webhook).</summary>
/// <param name="Source">Always <c>cryptoflow</c>.</param>
/// <param name="Event"><c>raised</c> or <c>cleared</c>.</param>
/// <param name="Name">The alert.</param>
/// <param name="Severity"><c>warning</c> or <c>error</c>.</param>
/// <param name="Sentence">Describes the problem.</param>
/// <param name="Value">The measured value, in the rule's unit.</param>
/// <param name="Since">When the alert was raised, ms UTC.</param>
/// <param name="At">When this event happened, ms UTC.</param>
/// <param name="Node">The address of the node that posts; absent in a process that runs alone.</param>
public sealed record AlertPost(string Source, string Event, string Name, string Severity, string Sentence, double Value, long Since, long At, string? Node)
{
    internal static byte[] ToJson(AlertEvent happened, string? node)
    {
        var (alert, severity) = (happened.Alert, happened.Alert.Severity == AlertSeverity.Error ? "error" : "warning");
        var post = new AlertPost(
            "cryptoflow", happened is AlertRaised ? "raised" : "cleared", alert.Name, severity, alert.Sentence, alert.Value, alert.Since, happened.At, node);
        return JsonSerializer.SerializeToUtf8Bytes(post, AlertJson.Default.AlertPost);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertPost))]
internal sealed partial class AlertJson : JsonSerializerContext;
