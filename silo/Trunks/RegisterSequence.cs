using System.Security.Cryptography;
using System.Text;
using SystemConnector.Sip.Authentication;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// What all REGISTER requests of one trunk's life have in common: one Call-ID and an increasing CSeq (RFC 3261 §10.2), and the
/// last challenges, so that a refresh carries credentials the first time.
/// </summary>
internal sealed class RegisterSequence
{
    private uint _cseq;

    /// <summary>The Call-ID.</summary>
    public byte[] CallId { get; } = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>The From tag.</summary>
    public byte[] Tag { get; } = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <summary>The registrar's last challenge (401); null when there was none or its answer was refused.</summary>
    public DigestChallenge? Challenge { get; private set; }

    /// <summary>The last challenge of a proxy before it (407): both are answered in one request (RFC 3261 §22.3).</summary>
    public DigestChallenge? ProxyChallenge { get; private set; }

    /// <summary>Keeps a challenge for what follows.</summary>
    public void Remember(DigestChallenge challenge)
    {
        if (challenge.IsProxy) ProxyChallenge = challenge;
        else Challenge = challenge;
    }

    /// <summary>Goes on with the nonces that the far side wants next, where it said so.</summary>
    public void Renew(byte[]? nonce, byte[]? proxyNonce)
    {
        if (nonce is not null) Challenge = Challenge?.WithNonce(nonce);
        if (proxyNonce is not null) ProxyChallenge = ProxyChallenge?.WithNonce(proxyNonce);
    }

    /// <summary>Forgets them: the next request asks for new ones.</summary>
    public void ForgetChallenges() => Challenge = ProxyChallenge = null;

    /// <summary>The CSeq of the next request.</summary>
    public uint NextCSeq() => ++_cseq;
}
