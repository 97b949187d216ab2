using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

/// <summary>Why a far end was not let in, as the API shows it.</summary>
[Name("AuthenticationFailure"), Description("The last time that a far end could not prove who it is.")]
internal sealed class FarEndFailureNode(FarEndFailure failure)
{
    [Description("What is wrong and what to do, in one sentence.")]
    public string Text => failure.Text;

    [Description("When.")]
    public DateTimeOffset Time => failure.Time;

    [Description("Where the request came from: protocol:address:port.")]
    public string Source => failure.Source;
}
