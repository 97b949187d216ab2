namespace SystemConnector.Sip.Authentication;

/// <summary>What became of a request's credentials.</summary>
public enum DigestVerdict : byte
{
    /// <summary>Right.</summary>
    Ok,
    WrongPassword,

    /// <summary>The password is right, but the nonce is too old or cannot be remembered: challenge again with stale=true.</summary>
    StaleNonce,

    /// <summary>The nonce is none of ours.</summary>
    ForgedNonce,

    /// <summary>The password is right, but this nonce count was used before: challenge again with stale=true.</summary>
    ReplayedNonceCount,
    WrongRealm,
    UriMismatch,

    /// <summary>An algorithm or quality of protection that was not offered.</summary>
    UnsupportedAlgorithm,
    Malformed,
}
