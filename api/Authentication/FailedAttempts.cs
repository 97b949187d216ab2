using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace SystemConnector.Api.Authentication;

/// <summary>Bounds what strangers may try from one address.</summary>
/// <remarks>
/// A good key is let in whatever came from its address before: behind a proxy all share one, and somebody's wrong keys must not lock
/// the others out. Keys are too long to be guessed at any rate; what is bounded is what the attempts cost, and the noise.
/// </remarks>
internal sealed class FailedAttempts(IOptions<ApiOptions> options, TimeProvider time)
{
    private readonly TokenBuckets<IPAddress> _sources = new(options.Value.RateLimit.FailuresPerMinute / 60.0, options.Value.RateLimit.FailuresPerMinute, time);

    /// <summary>Notes an attempt that failed: the same answer, or that the source has made too many.</summary>
    public Authentication Note(IPAddress? source, Authentication failed) => _sources.TryTake(Network(source ?? IPAddress.None), out var retryAfter)
        ? failed
        : new Authentication(null, "Too many attempts failed.", retryAfter);

    /// <summary>Who has one IPv6 address has 2^64 of them.</summary>
    public static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
