using GraphQL.Types;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Trunks;

internal sealed class TrunkStateType : EnumerationGraphType
{
    public TrunkStateType()
    {
        Name = "TrunkState";
        Description = "The live state of a trunk.";
        Add("STARTING", TrunkState.Starting, "Nothing is known yet: it just started.");
        Add("DISABLED", TrunkState.Disabled, "The connector is disabled.");
        Add("REGISTERING", TrunkState.Registering, "A REGISTER is on its way; not registered before.");
        Add("REGISTERED", TrunkState.Registered, "The far side accepted our registration.");
        Add("REACHABLE", TrunkState.Reachable, "No registration is needed, and the far side answers, or nothing said that it does not.");
        Add("REJECTED", TrunkState.Rejected, "The far side refused our credentials.");
        Add("UNREACHABLE", TrunkState.Unreachable, "The far side does not answer.");
        Add("DNS_FAILURE", TrunkState.DnsFailure, "The far side's name cannot be resolved.");
    }
}
