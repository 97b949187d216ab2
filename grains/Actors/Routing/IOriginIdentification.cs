using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>Says as whom a request comes in, by the rules by which calls of this node are known.</summary>
public interface IOriginIdentification
{
    /// <summary>As whom a request from there comes in, once it proves the username that it gives.</summary>
    CallerIdentified Identify(RoutingTable table, RequestOrigin origin);
}

/// <summary>Stands in where there is no SIP edge.</summary>
internal sealed class NoOriginIdentification : IOriginIdentification
{
    public CallerIdentified Identify(RoutingTable table, RequestOrigin origin) =>
        new(IdentifiedBy.Nothing, null, null, null, null, null, "This node does not speak SIP.");
}
