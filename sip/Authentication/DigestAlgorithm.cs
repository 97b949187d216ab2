using System.Text;

namespace SystemConnector.Sip.Authentication;

/// <summary>Hash algorithms of digest authentication, weakest first (RFC 7616 §6.1, RFC 8760 §2.2).</summary>
public enum DigestAlgorithm : byte
{
    Md5,
    Sha256,
    Sha512Slash256,
}

/// <summary>Names of digest algorithms; they are tokens and compare without case.</summary>
public static class DigestAlgorithms
{
    /// <summary>The name as registered.</summary>
    public static ReadOnlySpan<byte> Name(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 => "SHA-256"u8,
        DigestAlgorithm.Sha512Slash256 => "SHA-512-256"u8,
        _ => "MD5"u8,
    };

    /// <summary>The algorithm of that name; an empty name is MD5 (RFC 7616 §3.3). False for those not supported, "-sess" included.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out DigestAlgorithm algorithm)
    {
        algorithm = DigestAlgorithm.Md5;
        if (name.IsEmpty || Ascii.EqualsIgnoreCase(name, "MD5"u8)) return true;
        if (Ascii.EqualsIgnoreCase(name, "SHA-256"u8)) algorithm = DigestAlgorithm.Sha256;
        else if (Ascii.EqualsIgnoreCase(name, "SHA-512-256"u8)) algorithm = DigestAlgorithm.Sha512Slash256;
        else return false;
        return true;
    }
}
