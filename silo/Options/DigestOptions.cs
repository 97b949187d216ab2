using SystemConnector.Sip.Authentication;

namespace SystemConnector.Silo.Options;

/// <summary>How phones and far ends prove who they are. Section "Sip:Digest".</summary>
public sealed class DigestOptions
{
    /// <summary>
    /// What a challenge offers, in that order: Md5, Sha256, Sha512Slash256. Default Sha256, Md5: strongest first (RFC 8760 §2.4).
    /// Md5 alone is for phones that read only the first challenge.
    /// </summary>
    public IList<DigestAlgorithm> Algorithms { get; init; } = [];

    /// <summary>How long a nonce may be used; 10 s to 1 h. Default 60 s.</summary>
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromSeconds(60);

    internal DigestServerOptions ToServerOptions()
    {
        var defaults = new DigestServerOptions();
        return defaults with { Algorithms = Algorithms.Count == 0 ? defaults.Algorithms : [.. Algorithms], NonceLifetime = NonceLifetime };
    }
}
