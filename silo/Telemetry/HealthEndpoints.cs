using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Silo.Telemetry;

/// <summary>
/// <c>/health/live</c>: 503 when only a restart helps. <c>/health/ready</c>: 503 while new calls belong to others. Both say why, in plain
/// text, to anybody who asks.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>What both begin with.</summary>
    public const string Root = "/health";

    /// <summary>Whether a request asks for health.</summary>
    public static bool IsHealth(HttpContext context) => context.Request.Path.StartsWithSegments(Root);

    /// <summary>Serves both.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.Map($"{Root}/live", static context => Answer(context, context.RequestServices.GetRequiredService<Liveness>().Fault(), "The node lives.")).DisableHttpMetrics();
        app.Map($"{Root}/ready", static context =>
        {
            var readiness = context.RequestServices.GetRequiredService<INodeReadiness>().Now;
            var sentence = NodeReadinessText.Of(readiness);
            return Answer(context, readiness == NodeReadiness.Ready ? null : sentence, sentence);
        }).DisableHttpMetrics();
    }

    private static Task Answer(HttpContext context, string? fault, string sentence)
    {
        if (fault is not null) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync((fault ?? sentence) + "\n");
    }
}
