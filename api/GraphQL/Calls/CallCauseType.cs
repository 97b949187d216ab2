using System.Text;
using GraphQL.Types;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>The causes under their own names; what each means is said once, in <see cref="CallCauseText"/>.</summary>
internal sealed class CallCauseType : EnumerationGraphType
{
    public CallCauseType()
    {
        Name = "CallCause";
        Description = "Why a call was refused or failed.";
        foreach (var cause in Enum.GetValues<CallCause>())
            Add(NameOf(cause.ToString()), cause, $"{Encoding.ASCII.GetString(CallCauseText.Reason(cause))}.");
    }

    private static string NameOf(string cause)
    {
        var name = new StringBuilder();
        foreach (var letter in cause)
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0) name.Append('_');
            name.Append(char.ToUpperInvariant(letter));
        }
        return name.ToString();
    }
}

internal sealed class UnmatchedReasonType : EnumerationGraphType
{
    public UnmatchedReasonType()
    {
        Name = "UnmatchedReason";
        Description = "Why a caller was taken for nobody.";
        Add("ADDRESS_UNKNOWN", UnmatchedReason.AddressUnknown, "No connector has its address, and it showed no credentials.");
        Add("CONNECTOR_DISABLED", UnmatchedReason.ConnectorDisabled, "The connector that has its address or username is disabled.");
        Add("USERNAME_UNKNOWN", UnmatchedReason.UsernameUnknown, "It names a user that nobody is.");
        Add("WRONG_PASSWORD", UnmatchedReason.WrongPassword, "It names a known user with a wrong password.");
        Add("REALM_DIFFERS", UnmatchedReason.RealmDiffers, "It answers the challenge of another realm.");
        Add("SITE_UNKNOWN", UnmatchedReason.SiteUnknown, "It names no site, and no site is the default.");
    }
}
