using System.ComponentModel.DataAnnotations;

namespace CryptoFlow.Configuration;

/// <summary>The destination of metrics (section <c>CryptoFlow:Telemetry</c>). The server always has them at <c>/metrics</c>, too.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The OpenTelemetry collector to which metrics are also sent, such as <c>http://localhost:4317</c>.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How metrics are sent: grpc (usually port 4317) or http/protobuf (4318; without a path, <c>/v1/metrics</c> is added).</summary>
    [AllowedValues("grpc", "http/protobuf")]
    public string OtlpProtocol { get; set; } = "grpc";

    /// <summary>Time between two exports of metrics, seconds.</summary>
    [Range(1, 3600)]
    public int ExportIntervalSeconds { get; set; } = 60;
}
