using System.Diagnostics;
using System.Diagnostics.Metrics;
using GraphQL;

namespace SystemConnector.Api.Transport;

/// <summary>What operators see of the API: how long operations take, what fails, and a span for each that is traced.</summary>
/// <remarks>A document, its variables and names stand nowhere: they hold secrets, and names are for callers to choose.</remarks>
internal sealed class GraphQLMetrics
{
    private static readonly ActivitySource _traces = new("SystemConnector.GraphQL");

    private readonly Histogram<double> _durations;

    public GraphQLMetrics(IMeterFactory meters) => _durations = meters.Create("SystemConnector.GraphQL").CreateHistogram(
        "systemconnector.graphql.duration", "s", "Time until an operation was answered; of a subscription until it began", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    /// <summary>Runs an operation and notes how it went.</summary>
    public async Task<ExecutionResult> Measure(Func<Task<ExecutionResult>> run)
    {
        var began = Stopwatch.GetTimestamp();
        using var span = _traces.StartActivity("graphql");
        string? kind = null, error = "cancelled";
        try
        {
            var result = await run();
            kind = result.Operation?.Operation.ToString().ToLowerInvariant();
            error = result.Errors is [var first, ..] ? first.Code ?? "unknown" : null;
            return result;
        }
        finally
        {
            var tags = new TagList { { "graphql.operation.type", kind ?? "none" } };
            if (error is not null) tags.Add("error.type", error);
            _durations.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
            if (span is not null)
            {
                if (kind is not null) span.DisplayName = kind;
                foreach (var (name, value) in tags) span.SetTag(name, value);
                if (error is not null) span.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
