using GraphQL.Types;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.ApiKeys;

internal sealed class RoleType : EnumerationGraphType
{
    public RoleType()
    {
        Name = "Role";
        Description = "What someone may do in the sites that they may see. Each role may do what those before it may.";
        Add("VIEWER", Role.Viewer, "Reads everything but secrets, keys and the audit log.");
        Add("OPERATOR", Role.Operator, "Runs what is there: local numbers, decisions, enabling, examining, draining.");
        Add("ADMIN", Role.Admin, "Sets up: sites, connectors, keys; reads the audit log.");
    }
}
