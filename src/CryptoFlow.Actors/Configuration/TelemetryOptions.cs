using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Configuration;

/// <summary>Where metrics are sent (section <c>CryptoFlow:Telemetry</c>). They are served at <c>/metrics</c> in any case.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The OpenTelemetry collector that metrics are also sent to, such as <c>http://localhost:4317</c>.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How metrics are sent: grpc (usually port 4317) or http/protobuf (4318; without a path, <c>/v1/metrics</c> is added).</summary>
    [AllowedValues("grpc", "http/protobuf")]
    public string OtlpProtocol { get; set; } = "grpc";

    /// <summary>Time between two sendings of metrics, seconds.</summary>
    [Range(1, 3600)]
    public int ExportIntervalSeconds { get; set; } = 60;
}
