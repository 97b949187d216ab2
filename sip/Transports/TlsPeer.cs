namespace SystemConnector.Sip.Transports;

/// <summary>
/// Whom we expect at the other end of TLS connections that we open, and what became of the last attempt. The connections that are
/// opened for one are used for no other.
/// </summary>
/// <param name="host">The host name or address that the certificate must be for; IPv6 without brackets.</param>
/// <param name="verify">False to believe any certificate.</param>
/// <param name="fingerprint">SHA-256 of the one certificate to believe, 64 hexadecimal digits in any case: then nothing else counts. Null for none.</param>
/// <param name="id">By what other nodes know the same peer; empty when they do not.</param>
public sealed class TlsPeer(string host, bool verify = true, string? fingerprint = null, Guid id = default)
{
    private volatile TlsFault? _fault;

    /// <summary>The host name or address that the certificate must be for.</summary>
    public string Host => host;

    /// <summary>Whether the certificate is looked at.</summary>
    public bool Verify => verify;

    /// <summary>The pinned certificate's SHA-256; null for none.</summary>
    public string? Fingerprint => fingerprint;

    /// <summary>By what other nodes know the same peer; empty when they do not.</summary>
    public Guid Id => id;

    /// <summary>Why the last attempt to connect failed; null when it did not, or there was none.</summary>
    public TlsFault? Fault
    {
        get => _fault;
        internal set => _fault = value;
    }
}
