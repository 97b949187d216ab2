using GraphQL.Types;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Examinations;

internal sealed class CheckKindType : EnumerationGraphType
{
    public CheckKindType()
    {
        Name = "ExaminationCheckKind";
        Description = "What an examination looks at, in this order.";
        Add("DNS", CheckKind.Dns, "The far side's name has an address.");
        Add("TRANSPORT", CheckKind.Transport, "This node has a transport that leads there, and over a stream a connection is accepted.");
        Add("TLS", CheckKind.Tls, "The TLS handshake.");
        Add("OPTIONS", CheckKind.Options, "An OPTIONS is answered.");
        Add("REGISTER", CheckKind.Register, "The far side takes our username and password.");
        Add("INVITE", CheckKind.Invite, "A call to a test number gets through.");
        Add("MEDIA", CheckKind.Media, "Audio of that call flows both ways.");
    }
}

internal sealed class CheckOutcomeType : EnumerationGraphType
{
    public CheckOutcomeType()
    {
        Name = "ExaminationCheckOutcome";
        Description = "What came of a check.";
        Add("PASSED", CheckOutcome.Passed, "It is as it should be.");
        Add("FAILED", CheckOutcome.Failed, "It is wrong.");
        Add("SKIPPED", CheckOutcome.Skipped, "It was not looked at, because it does not apply or something before it is wrong.");
    }
}
