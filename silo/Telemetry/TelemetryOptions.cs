namespace SystemConnector.Silo.Telemetry;

/// <summary>What operators may watch, and from where. Section "Telemetry".</summary>
internal sealed class TelemetryOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Telemetry";

    /// <summary>Whether metrics are served in Prometheus' format. Default: true.</summary>
    public bool Prometheus { get; set; } = true;

    /// <summary>The path of the metrics. Default: /metrics.</summary>
    public string Path { get; set; } = "/metrics";

    /// <summary>
    /// URLs of their own for metrics and health, separated by ';', on ports other than the API's: whoever reaches them needs no token.
    /// Default: none; both are served where the API listens.
    /// </summary>
    public string? Urls { get; set; }

    /// <summary>
    /// The bearer token that metrics need, at least 16 visible characters. Default: none; where the API listens, metrics are then for
    /// this machine alone.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>Where metrics and traces are sent by OTLP, such as http://collector:4317; OTEL_EXPORTER_OTLP_* of the environment says more. Default: nowhere.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How they are sent. Default: Grpc.</summary>
    public OtlpTransport OtlpProtocol { get; set; } = OtlpTransport.Grpc;

    /// <summary>The share of calls, registrations and API operations that are traced, 0 to 1; needs <see cref="OtlpEndpoint"/>. Default: 0.01.</summary>
    public double TraceRatio { get; set; } = 0.01;

    /// <summary>
    /// Whether metrics of connectors say which one: some ten series for each. Default: false, sums over the node.
    /// </summary>
    public bool PerConnector { get; set; }

    /// <summary>The URLs of <see cref="Urls"/>.</summary>
    internal IReadOnlyList<string> UrlList => Urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

/// <summary>How OTLP travels.</summary>
internal enum OtlpTransport
{
    /// <summary>gRPC, usually at port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP, usually at port 4318; the endpoint is the whole URL without the path of a signal.</summary>
    Http,
}
