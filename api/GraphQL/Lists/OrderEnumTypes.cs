using GraphQL.Types;
using SystemConnector.Contracts.Lists;

namespace SystemConnector.Api.GraphQL.Lists;

/// <summary>From which end a list is read.</summary>
internal enum OrderDirection
{
    Asc,
    Desc,
}

internal sealed class OrderDirectionType : EnumerationGraphType
{
    public OrderDirectionType()
    {
        Name = "OrderDirection";
        Description = "From which end a list is read.";
        Add("ASC", OrderDirection.Asc, "The least first.");
        Add("DESC", OrderDirection.Desc, "The greatest first.");
    }
}

internal sealed class SiteOrderType : EnumerationGraphType
{
    public SiteOrderType()
    {
        Name = "SiteOrderField";
        Description = "By what sites are sorted; equal ones by when they were created.";
        Add("NAME", SiteOrder.Name, "By name, upper and lower case alike.");
        Add("CREATED", SiteOrder.Created, "By when they were created.");
    }
}

internal sealed class ConnectorOrderType : EnumerationGraphType
{
    public ConnectorOrderType()
    {
        Name = "ConnectorOrderField";
        Description = "By what connectors are sorted; equal ones by when they were created.";
        Add("NAME", ConnectorOrder.Name, "By name, upper and lower case alike.");
        Add("PRIORITY", ConnectorOrder.Priority, "By priority.");
        Add("CREATED", ConnectorOrder.Created, "By when they were created.");
        Add("CONFLICT_COUNT", ConnectorOrder.ConflictCount, "By how many conflicts they have.");
    }
}

internal sealed class LocalNumberOrderType : EnumerationGraphType
{
    public LocalNumberOrderType()
    {
        Name = "LocalNumberOrderField";
        Description = "By what local numbers are sorted.";
        Add("NUMBER", LocalNumberOrder.Number, "By their length, then digit by digit.");
        Add("OWNER", LocalNumberOrder.Owner, "By the name of their owner, upper and lower case alike, then by number.");
    }
}
