using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Registrations;

/// <summary>What stays of a registered Contact when its phone connects anew: user and host of the URI, and the address at which the phone is seen.</summary>
internal readonly record struct ContactKey(string Contact, TransportAddress Seen)
{
    /// <summary>The key; null for what is no SIP URI. Users differ by case, hosts do not (RFC 3261 §19.1.4).</summary>
    public static ContactKey? Of(ReadOnlySpan<byte> contact, in TransportAddress seen) =>
        SipUri.TryParse(contact, out var uri)
            ? new ContactKey($"{Encoding.UTF8.GetString(uri.User)}@{Encoding.ASCII.GetString(uri.Host).ToLowerInvariant()}", seen.WithPort(0))
            : null;

    /// <summary>Whether two URIs name the same port.</summary>
    public static bool HaveSamePort(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        SipUri.TryParse(one, out var left) && SipUri.TryParse(other, out var right) && left.Port == right.Port;
}
