using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Transactions;

/// <summary>Which server transaction a request belongs to (RFC 3261 §17.2.3).</summary>
internal static class TransactionKey
{
    private static ReadOnlySpan<byte> MagicCookie => "z9hG4bK"u8;

    /// <summary>The key of the transaction of that method: INVITE for an ACK, and for the INVITE that a CANCEL is about.</summary>
    public static UInt128 Of(SipMessage request, SipMethod method)
    {
        var key = new KeyedHash.Builder();
        var via = request.TopVia;
        var branch = request[via.Branch];
        key.Add((ulong)method);
        if (method == SipMethod.Other) key.Add(request[request.MethodText]);
        key.Add(request[via.Host]);
        key.Add(via.Port);
        if (branch.Length > MagicCookie.Length && branch.StartsWith(MagicCookie))
        {
            key.Add(branch);
            return key.Value;
        }
        // A peer of RFC 2543, or a branch that is the cookie alone (RFC 4475 §3.2.1).
        key.Add(request[request.RequestUri]);
        key.Add(request[request.From.Tag]);
        key.Add(request[request.CallId]);
        key.Add(request.CSeq);
        return key.Value;
    }
}
