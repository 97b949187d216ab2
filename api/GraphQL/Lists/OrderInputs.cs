using System.ComponentModel;
using SystemConnector.Contracts.Lists;

namespace SystemConnector.Api.GraphQL.Lists;

[Description("How sites are sorted.")]
internal sealed class SiteOrderInput
{
    [Description("By what.")]
    public required SiteOrder Field { get; init; }

    [DefaultValue(OrderDirection.Asc), Description("From which end.")]
    public OrderDirection Direction { get; init; }
}

[Description("How connectors are sorted.")]
internal sealed class ConnectorOrderInput
{
    [Description("By what.")]
    public required ConnectorOrder Field { get; init; }

    [DefaultValue(OrderDirection.Asc), Description("From which end.")]
    public OrderDirection Direction { get; init; }
}

[Description("How local numbers are sorted.")]
internal sealed class LocalNumberOrderInput
{
    [Description("By what.")]
    public required LocalNumberOrder Field { get; init; }

    [DefaultValue(OrderDirection.Asc), Description("From which end.")]
    public OrderDirection Direction { get; init; }
}
