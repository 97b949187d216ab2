using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

[Description("What a connector may take of the nodes. What is left out stays as it is; 0 stands for no bound.")]
internal sealed class TrunkLimitsInput
{
    [Description("Calls at the same time, in both directions together: 0 to 100000; 1000 unless said otherwise.")]
    public int? Channels { get; init; }

    [Description("New calls in one second, in each direction: 0 to 10000; 100 unless said otherwise.")]
    public int? CallsPerSecond { get; init; }

    [Description("Calls offered to the far side of which nothing was heard yet: 0 to 100000; 500 unless said otherwise.")]
    public int? PendingTransactions { get; init; }

    [Description("Contacts that the far side may register with us: 1 to 100; 10 unless said otherwise.")]
    public int? Contacts { get; init; }

    public TrunkLimits Over(TrunkLimits current) => new(
        Channels ?? current.Channels,
        CallsPerSecond ?? current.CallsPerSecond,
        PendingTransactions ?? current.PendingTransactions,
        Contacts ?? current.Contacts);
}

[Name("TrunkLimits"), Description("What a connector may take of the nodes; 0 stands for no bound.")]
internal sealed class TrunkLimitsNode(TrunkLimits limits)
{
    [Description("Calls at the same time, in both directions together.")]
    public int Channels => limits.Channels;

    [Description("New calls in one second, in each direction.")]
    public int CallsPerSecond => limits.CallsPerSecond;

    [Description("Calls offered to the far side of which nothing was heard yet.")]
    public int PendingTransactions => limits.PendingTransactions;

    [Description("Contacts that the far side may register with us.")]
    public int Contacts => limits.Contacts;
}
