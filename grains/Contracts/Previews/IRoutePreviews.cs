namespace SystemConnector.Contracts.Previews;

/// <summary>
/// What a change would do before it is saved: validated as the change itself would be, laid over the routing table of this node, and
/// routed by the rule that calls use. Nothing is written, and no grain is asked.
/// </summary>
public interface IRoutePreviews
{
    /// <summary>The preview, or every fault that the change would be refused for.</summary>
    /// <param name="draft">The change.</param>
    /// <param name="at">The time for which numbers are routed; null for now.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Outcome<IRoutePreview>> Preview(RouteDraft draft, DateTimeOffset? at, CancellationToken cancellation);
}
