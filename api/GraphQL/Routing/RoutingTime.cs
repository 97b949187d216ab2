namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>The time for which routing is asked.</summary>
internal static class RoutingTime
{
    /// <summary>Clocks differ, and a request takes its time.</summary>
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(1);

    /// <summary>The time, unless it has passed: the routing table does not keep what was decided then, so any answer would be a guess.</summary>
    /// <exception cref="BadArgument">It has passed.</exception>
    public static DateTimeOffset? Checked(DateTimeOffset? at, TimeProvider time) => at is null || at >= time.GetUtcNow() - _tolerance
        ? at
        : throw new BadArgument("'at' has passed, and what was decided then is not kept for routing. What became of a call stands in its record.");
}
