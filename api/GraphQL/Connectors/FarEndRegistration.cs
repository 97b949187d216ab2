using System.ComponentModel;
using SystemConnector.Contracts.Registrations;

namespace SystemConnector.Api.GraphQL.Connectors;

/// <summary>A binding of a far end as the API shows it.</summary>
[Description("Where a far end that registered with us is reached.")]
internal sealed class FarEndRegistration(Binding binding)
{
    [Description("The contact URI that it gave.")]
    public string Contact => binding.Contact;

    [Description("When it ends unless it is refreshed.")]
    public DateTimeOffset ExpiresAt => binding.Expires;

    [Description("What the far end says it is; may be empty.")]
    public string UserAgent => binding.UserAgent;

    [Description("The node over which it is reached.")]
    public string Node => binding.Node;
}
