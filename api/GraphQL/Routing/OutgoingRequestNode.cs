using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>A request as it would be sent, as the API shows it.</summary>
[Name("OutgoingRequest"), Description("A request as it would be sent, written by the code that sends it; without what each one has of its own (Via, Contact, credentials).")]
internal sealed class OutgoingRequestNode(OutgoingRequest request)
{
    [Description("The request line: \"INVITE sip:60@b.example SIP/2.0\".")]
    public string RequestLine => request.RequestLine;

    [Description("The transport.")]
    public TrunkTransport Transport => request.Transport;

    [Description("The address to which it goes; null while the name of the far side is not resolved.")]
    public string? NextHop => request.NextHop;

    [Description("From without a tag; null when it was not said who calls.")]
    public string? From => request.From.Length == 0 ? null : request.From;

    [Description("To.")]
    public string To => request.To;

    [Description("P-Asserted-Identity; null for none.")]
    public string? AssertedIdentity => request.AssertedIdentity;

    [Description("Privacy; null for none.")]
    public string? Privacy => request.Privacy;

    [Description("Route; null for none.")]
    public string? Route => request.Route;

    [Description("In words.")]
    public string Text => request.Text;
}
