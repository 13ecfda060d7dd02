namespace CryptoFlow.Configuration;

/// <summary>Where metrics are sent (section <c>CryptoFlow:Telemetry</c>). They are served at <c>/metrics</c> in any case.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The OpenTelemetry collector that metrics are sent to, such as <c>http://localhost:4317</c>. <value>Default none: nothing is sent.</value></summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How: grpc (usually port 4317) or http/protobuf (4318; without a path, <c>/v1/metrics</c> is added). <value>Default grpc.</value></summary>
    public string OtlpProtocol { get; set; } = "grpc";

    /// <summary>Time between two sendings, seconds. <value>Default 60, 1 to 3600.</value></summary>
    public int ExportIntervalSeconds { get; set; } = 60;
}
