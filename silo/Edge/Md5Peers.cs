using System.Collections.Concurrent;
using System.Security.Cryptography;
using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>Says which requests are challenged with MD5 alone: those from the far side of a connector that is set so (RFC 8760 §2.4).</summary>
/// <remarks>
/// Such a far side reads only the first challenge, so the decision falls before it proves anything, and must tell a stranger nothing:
/// <list type="bullet">
/// <item>By name, where one is claimed (credentials, or the To of a REGISTER). Of names that nobody has, half are challenged with
/// MD5 alone as well, the same half always (by a key of the cluster), so who sees such a challenge cannot tell a connector from
/// nobody. Nobody is weakened by that, for nobody can answer it.</item>
/// <item>By address, for calls, whose From may be anybody: from where such a connector proved its password a while ago, or the
/// addresses of its own trunk. Who is not there does not see it.</item>
/// </list>
/// A far side that reads only the first challenge, never registers with us and calls from elsewhere than its trunk's address is
/// therefore not known in time; the answer is to let it register.
/// </remarks>
internal sealed class Md5Peers(ReadOnlySpan<byte> clusterKey, KnownSources sources, TimeProvider time)
{
    private const int Most = 16_384, LongestName = 128;

    // Longer than any registration lasts (one hour), so that calls between two of them find it.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, clusterKey.ToArray(), 32, info: "system-connector decoy"u8.ToArray());
    private readonly ConcurrentDictionary<TransportAddress, DateTimeOffset> _proven = new();

    /// <summary>Whether the name of an account, or of nobody, is challenged with MD5 alone.</summary>
    public bool IsClaimed(SiteId site, ReadOnlySpan<byte> name, in Account account)
    {
        // For those that exist as well: it costs the same time.
        var isDecoy = IsDecoy(site, name);
        return account.Exists ? account.Connector is { Md5Only: true } : isDecoy;
    }

    /// <summary>Whether such a connector's requests come from that address.</summary>
    public bool IsFrom(in TransportAddress source) =>
        sources.IsMd5Only(source) || (_proven.TryGetValue(source.WithPort(0), out var until) && time.GetUtcNow() < until);

    /// <summary>A far side proved its password from there.</summary>
    public void Proved(ConnectorRoute connector, in TransportAddress source)
    {
        if (!connector.Md5Only) return;
        var now = time.GetUtcNow();
        var key = source.WithPort(0);
        var isKnown = _proven.TryGetValue(key, out var until);
        if (isKnown && until - now > Kept / 2) return;
        if (!isKnown && _proven.Count >= Most)
        {
            foreach (var (address, end) in _proven)
                if (end <= now) _proven.TryRemove(address, out _);
            if (_proven.Count >= Most) return;
        }
        _proven[key] = now + Kept;
    }

    private bool IsDecoy(SiteId site, ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[16 + LongestName];
        site.Value.TryWriteBytes(text);
        var length = Math.Min(name.Length, LongestName);
        name[..length].CopyTo(text[16..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text[..(16 + length)], hash);
        return (hash[0] & 1) != 0;
    }
}
