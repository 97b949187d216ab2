using OpenTelemetry.Trace;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Takes that share of what begins here, and every call: of those <see cref="CallSampler"/> has taken its share before.</summary>
internal sealed class RatioSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _others = new(ratio);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Name == Traces.Call ? new SamplingResult(SamplingDecision.RecordAndSample) : _others.ShouldSample(samplingParameters);
}
