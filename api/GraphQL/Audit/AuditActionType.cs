using GraphQL.Types;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Audit;

internal sealed class AuditActionType : EnumerationGraphType
{
    public AuditActionType()
    {
        Name = "AuditAction";
        Description = "What was done to something.";
        Add("CREATED", AuditAction.Created, "It came into being.");
        Add("CHANGED", AuditAction.Changed, "It was changed.");
        Add("DELETED", AuditAction.Deleted, "It is gone.");
    }
}
