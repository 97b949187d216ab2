using System.Security.Cryptography;
using System.Text;
using SystemConnector.Sip.Authentication;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// What all REGISTER requests of one trunk's life have in common: one Call-ID and an increasing CSeq (RFC 3261 §10.2), and the
/// registrar's last challenge, so that a refresh carries credentials the first time.
/// </summary>
internal sealed class RegisterSequence
{
    private uint _cseq;

    /// <summary>The Call-ID.</summary>
    public byte[] CallId { get; } = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>The From tag.</summary>
    public byte[] Tag { get; } = Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <summary>The registrar's last challenge; null when there was none or its answer was refused.</summary>
    public DigestChallenge? Challenge { get; set; }

    /// <summary>The CSeq of the next request.</summary>
    public uint NextCSeq() => ++_cseq;
}
