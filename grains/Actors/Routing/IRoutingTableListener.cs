using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>Is told of each swap of the node's routing table, one after the other, on the feed's thread: it must not wait.</summary>
public interface IRoutingTableListener
{
    /// <summary>The table was swapped.</summary>
    void Swapped(RoutingTable previous, RoutingTable current);
}

/// <summary>Is told where phones and systems can be reached, at load and at each change, on the feed's thread: it must not wait.</summary>
public interface IBindingListener
{
    /// <summary>The bindings of an address of record are now these; none when it has none any more.</summary>
    void BindingsChanged(SiteId site, string user, ImmutableArray<Binding> bindings);
}

/// <summary>Is told which entries of the change log led from one routing table to the next, on the feed's thread: it must not wait.</summary>
internal interface IRouteChangeListener
{
    /// <summary>The table was swapped for these entries; none when it was read whole, since the log did not reach back.</summary>
    void Changed(RoutingTable previous, RoutingTable current, ImmutableArray<RouteChange> entries);
}
