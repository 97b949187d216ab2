using System.Collections.Immutable;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Contracts.Previews;

/// <summary>A change of a site that is not saved.</summary>
public abstract record RouteDraft
{
    private RouteDraft()
    {
    }

    /// <summary>A connector is created.</summary>
    public sealed record NewConnector(SiteId Site, ConnectorSpec Spec) : RouteDraft;

    /// <summary>A connector's configuration is replaced. <paramref name="ExpectedVersion"/>, when given, must be the current one.</summary>
    public sealed record ChangedConnector(ConnectorId Connector, ConnectorSpec Spec, long? ExpectedVersion) : RouteDraft;

    /// <summary>A connector is enabled or disabled.</summary>
    public sealed record SwitchedConnector(ConnectorId Connector, bool Enabled) : RouteDraft;

    /// <summary>A connector is deleted.</summary>
    public sealed record DeletedConnector(ConnectorId Connector) : RouteDraft;

    /// <summary>Local numbers are put or deleted and numbers decided, in this order. Field paths begin with "put[i]", "delete[i]" and "decide[i]".</summary>
    public sealed record Numbers(
        SiteId Site, ImmutableArray<LocalNumberSpec> Put, ImmutableArray<string> Delete, ImmutableArray<DraftDecision> Decide) : RouteDraft;
}

/// <summary>A decision that is not saved; without a precedence one is taken back.</summary>
public sealed record DraftDecision(RangeId Range, string Number, Precedence? Precedence);
