namespace SystemConnector.Sip.Transports;

/// <summary>Why a TLS connection could not be opened.</summary>
public enum TlsFaultKind
{
    /// <summary>Nothing accepts connections there.</summary>
    Refused,

    /// <summary>The connection was not accepted in time, or the network leads nowhere.</summary>
    Unreachable,

    /// <summary>The connection was accepted, and the handshake did not end in time.</summary>
    HandshakeTimeout,

    /// <summary>The peer closed the connection during the handshake.</summary>
    Closed,

    /// <summary>What answers there does not speak TLS.</summary>
    NotTls,

    /// <summary>The two have no protocol version or cipher suite in common.</summary>
    NothingShared,

    /// <summary>The peer does not accept our certificate, or wants one and got none.</summary>
    OurCertificateRefused,

    /// <summary>The peer showed no certificate.</summary>
    NoCertificate,

    /// <summary>The certificate is not the pinned one.</summary>
    OtherFingerprint,

    /// <summary>The certificate is no longer valid.</summary>
    Expired,

    /// <summary>The certificate is not valid yet.</summary>
    NotYetValid,

    /// <summary>The certificate is signed by itself.</summary>
    SelfSigned,

    /// <summary>The certificate was issued by an authority that this node does not trust.</summary>
    UnknownAuthority,

    /// <summary>The certificate is for other names.</summary>
    OtherName,

    /// <summary>Something else is wrong with the certificate.</summary>
    BadCertificate,

    /// <summary>The handshake failed otherwise.</summary>
    Failed,
}

/// <summary>Why a TLS connection could not be opened, for whoever is to say it to a person.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Detail">Names, date, issuer or error: printable ASCII of bounded length, since the peer may have written it; empty for none.</param>
/// <param name="Fingerprint">SHA-256 of the certificate that the peer showed, 64 hexadecimal digits; empty when it showed none.</param>
public sealed record TlsFault(TlsFaultKind Kind, string Detail = "", string Fingerprint = "");
