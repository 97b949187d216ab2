using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>Why no TLS connection to a far side is opened and what to do, in one sentence for a person each.</summary>
internal static class TlsCause
{
    /// <summary>The sentence.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="far">The far side as configured, "host[:port]".</param>
    /// <param name="expected">Who must be there.</param>
    public static string Of(TlsFault fault, string far, TlsPeer expected) => fault.Kind switch
    {
        TlsFaultKind.Refused => $"{far} refuses connections; check that it listens for TLS on that port, and its address.",
        TlsFaultKind.Unreachable => $"{far} accepts no connection; check its address, that it is running, and the firewalls between.",
        TlsFaultKind.HandshakeTimeout => $"{far} accepts the connection but does not answer the TLS handshake; check that it listens for TLS on that port, and that it is not overloaded.",
        TlsFaultKind.Closed => $"{far} closes the connection during the TLS handshake; look at its log for the reason, such as that it wants a certificate of ours that it trusts.",
        TlsFaultKind.NotTls => $"What answers at {far} does not speak TLS; correct the port (TLS is mostly on 5061) or the transport of this connector.",
        TlsFaultKind.NothingShared => $"{far} has no TLS version or cipher suite in common with this node; let it offer TLS 1.2 or later, or look at Sip:Tls:MinimumVersion here.",
        TlsFaultKind.OurCertificateRefused => $"{far} does not accept the certificate of this node; let it trust the authority that issued it, or set another one in Sip:Tls:Certificate.",
        TlsFaultKind.NoCertificate => $"{far} shows no certificate; configure one there.",
        TlsFaultKind.OtherFingerprint =>
            $"The far side's certificate is another than the one that is pinned: its SHA-256 is {fault.Fingerprint}, pinned is {expected.Fingerprint?.ToUpperInvariant()}; "
            + "if it was renewed there, pin the new one, otherwise somebody else answers.",
        TlsFaultKind.Expired => $"The far side's certificate expired on {fault.Detail}; renew it there.",
        TlsFaultKind.NotYetValid => $"The far side's certificate is valid only from {fault.Detail}; check the clocks there and here.",
        TlsFaultKind.SelfSigned => $"The far side's certificate is signed by itself{Trusting(fault)}",
        TlsFaultKind.UnknownAuthority => $"The far side's certificate was issued by \"{fault.Detail}\", which this node does not trust{Trusting(fault)}",
        TlsFaultKind.OtherName =>
            $"The far side's certificate is for {fault.Detail}, not for {expected.Host}; give this connector the name in it as address, or let the far side have one for {expected.Host}.",
        TlsFaultKind.BadCertificate => $"The far side's certificate cannot be verified ({fault.Detail}); replace it there.",
        _ => $"The TLS handshake with {far} fails ({fault.Detail}); look at its log for the reason.",
    };

    private static string Trusting(TlsFault fault) =>
        $"; add its authority to Sip:Tls:CertificateAuthorities, or pin this certificate if it is the right one (its SHA-256 is {fault.Fingerprint}).";
}
