using System.Diagnostics;

namespace SystemConnector.Silo.Telemetry;

/// <summary>The sources of this node's spans. Nothing that proves who somebody is stands in a tag, nor what people say or dial.</summary>
internal static class Traces
{
    /// <summary>The name of a span of a call, which <see cref="CallSampler"/> chose.</summary>
    public const string Call = "INVITE";

    /// <summary>Calls being set up.</summary>
    public static readonly ActivitySource Calls = new("SystemConnector.Calls");

    /// <summary>Registrations of trunks.</summary>
    public static readonly ActivitySource Trunks = new("SystemConnector.Trunks");

    /// <summary>What happens to the node as a whole.</summary>
    public static readonly ActivitySource Node = new("SystemConnector.Node");

    /// <summary>A span of what is over now, without a parent, so that nothing is kept while it lasts; null when nobody takes it.</summary>
    public static Activity? Past(ActivitySource source, string name, ActivityKind kind, DateTimeOffset began) =>
        source.HasListeners() ? source.StartActivity(name, kind, default(ActivityContext), startTime: began) : null;
}
