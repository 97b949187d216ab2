using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Grains.Connectors;

/// <summary>The address of a far side: host, port, and for the IP type where calls come from.</summary>
/// <param name="Host">A host name or an address; IPv6 without brackets.</param>
/// <param name="Port">0 when it was not given.</param>
/// <param name="Sources">Addresses and CIDR blocks: the host when it is an address, and those that follow it.</param>
internal sealed record FarAddress(string Host, int Port, ImmutableArray<string> Sources)
{
    /// <summary>Reads "host[:port]" and, after commas, further addresses and CIDR blocks.</summary>
    public static bool TryParse(string text, out FarAddress address)
    {
        address = null!;
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (!TryHostAndPort(parts[0], out var host, out var port)) return false;
        var sources = ImmutableArray.CreateBuilder<string>();
        if (IPAddress.TryParse(host, out _)) sources.Add(host);
        for (var i = 1; i < parts.Length; i++)
        {
            if (!TrySource(parts[i], out var source)) return false;
            sources.Add(source);
        }
        address = new FarAddress(host, port, sources.ToImmutable());
        return true;
    }

    /// <summary>Whether two hosts are written differently at most: case of letters, form of an IPv6 address.</summary>
    public static bool SameHost(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(left, out var a) && IPAddress.TryParse(right, out var b) && a.Equals(b));

    /// <summary>A host name (RFC 1123 §2.1), an IPv4 address, or an IPv6 address without brackets.</summary>
    public static bool IsHost(string text)
    {
        if (text.Contains(':')) return IsAddress(text);
        if (text.Length is 0 or > 253) return false;
        var labels = text.TrimEnd('.').Split('.');
        // A last label of digits only makes it an address, and then it must be one: "10.0.0.256" is no name.
        if (labels[^1].All(char.IsAsciiDigit)) return labels.Length == 4 && IsAddress(text);
        return labels.All(IsLabel);
    }

    private static bool TryHostAndPort(string text, out string host, out int port)
    {
        port = 0;
        host = text;
        var firstColon = text.IndexOf(':');
        var portText = default(string);
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']');
            if (end < 0) return false;
            host = text[1..end];
            if (!host.Contains(':')) return false;
            var rest = text[(end + 1)..];
            if (rest.Length > 0 && rest[0] != ':') return false;
            if (rest.Length > 0) portText = rest[1..];
        }
        else if (firstColon >= 0 && firstColon == text.LastIndexOf(':'))
        {
            // More than one colon without brackets is a bare IPv6 address, which leaves no room for a port.
            host = text[..firstColon];
            portText = text[(firstColon + 1)..];
        }
        if (portText is not null
            && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)) return false;
        return IsHost(host);
    }

    private static bool TrySource(string text, out string source)
    {
        source = text.Trim('[', ']');
        var slash = source.IndexOf('/');
        return slash < 0 ? IsAddress(source) : IsAddress(source[..slash]) && IPNetwork.TryParse(source, out _);
    }

    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('%') : text.Count(static c => c == '.') == 3);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-' && label[^1] != '-'
        && label.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
