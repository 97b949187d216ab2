using System.Net;
using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SystemConnector.Api.RemoteKits;

/// <summary>Makes text safe for the place where it stands, and the placeholders for what a kit does not know.</summary>
internal static class KitText
{
    /// <summary>Stands for the connector's password.</summary>
    public const string Password = "{password}";

    /// <summary>Stands for this node's address where nothing tells it.</summary>
    public const string Host = "{this node's address}";

    /// <summary>Stands for the site's numbers where it has none yet.</summary>
    public const string Numbers = "{our numbers}";

    /// <summary>A name that every configuration language takes as a word: letters, digits, '-' and '_'; everything else becomes '_'.</summary>
    public static string Name(string text)
    {
        var name = string.Concat(text.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')).Trim('_');
        return name.Length == 0 ? "system-connector" : name;
    }

    /// <summary>Escapes text for an attribute of an XML file.</summary>
    public static string Xml(string text) => SecurityElement.Escape(text);

    /// <summary>A string literal of SQL.</summary>
    public static string Sql(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A string literal of GraphQL, which are those of JSON.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, Readable);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A host as it stands in a URI: IPv6 in brackets.</summary>
    public static string UriHost(string host) => host.Contains(':') ? $"[{host}]" : host;

    /// <summary>Stands for the address of a host in places that take no names.</summary>
    public static string AddressOf(string host) => host == Host ? Host : $"{{address of {host}}}";

    /// <summary>True when the host is an address that only a private network reaches (RFC 1918, RFC 6598, RFC 4193), or this machine alone.</summary>
    public static bool IsPrivate(string host) =>
        IPAddress.TryParse(host, out var address)
        && (IPAddress.IsLoopback(address) || Array.Exists(Private, network => network.Contains(address)));

    private static readonly IPNetwork[] Private =
        [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("fc00::/7")];
}
