using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Transactions;

/// <summary>The user of a client transaction whose outcome nobody needs, such as a CANCEL's.</summary>
public sealed class IgnoredClient : IClientTransactionUser
{
    /// <summary>The one.</summary>
    public static readonly IgnoredClient Instance = new();

    private IgnoredClient()
    {
    }

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure)
    {
    }
}
