namespace SystemConnector.Sip.Authentication;

/// <summary>How requests are challenged.</summary>
public sealed record DigestServerOptions
{
    /// <summary>
    /// What is offered, in that order. Default SHA-256, MD5: strongest first (RFC 8760 §2.4), MD5 for the phones that know nothing else.
    /// MD5 alone is for phones that read only the first challenge.
    /// </summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5];

    /// <summary>How long a nonce may be used. Default 60 s: longer than a transaction, short enough that a restart forgets little of use.</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How many nonces in use are remembered for a lifetime, each in about 50 bytes. Default 262,144: 4,000 challenged requests a second
    /// with a nonce each. Beyond it credentials are answered as stale.
    /// </summary>
    public int ReplayCapacity { get; init; } = 262_144;

    /// <summary>
    /// Whether MD5 credentials without qop are taken, as RFC 3261 §22.4 asks. Default true. They have no nonce count, so within the
    /// nonce's lifetime a request can be repeated by whoever reads it.
    /// </summary>
    public bool AcceptWithoutQop { get; init; } = true;
}
