using System.Text;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// A URI that one side names so that the other calls it: Refer-To (RFC 3515), and the Contact of a redirect. Neither side can reach the
/// other's addresses, and each has its own numbers, so the URI becomes one that leads there by way of us, or, when it leads to a party
/// of the other side, that party's own.
/// </summary>
/// <param name="services">What the node has for calls.</param>
/// <param name="sender">The connector of the side that names the URI; null for a local phone or target.</param>
/// <param name="senderFlow">The way to it.</param>
/// <param name="receiver">The connector of the side that is to call; null for a local phone or target.</param>
/// <param name="receiverFlow">The way to it.</param>
internal readonly struct ReferredUri(CallServices services, ConnectorRoute? sender, in Flow senderFlow, ConnectorRoute? receiver, in Flow receiverFlow)
{
    private readonly Flow _senderFlow = senderFlow, _receiverFlow = receiverFlow;

    /// <summary>Writes a value of Refer-To or Contact as the other side gets it.</summary>
    public void Write(ref MessageWriter writer, SipMessage message, Slice value)
    {
        Span<byte> uris = stackalloc byte[2048];
        var named = new MessageWriter(uris);
        if (!NameAddressParser.TryParse(message, value, out var address) || !SipUri.TryParse(message[address.Uri], out var uri)
            || !TryWriteUri(ref named, message[address.Uri], uri) || named.Overflowed)
        {
            writer.Write(message[value]);
            return;
        }
        writer.Write((byte)'<');
        writer.Write(named.Written);
        writer.Write(uri.Headers);
        writer.Write((byte)'>');
        writer.Write(message[address.Parameters]);
    }

    /// <summary>Writes the Contact of a redirect.</summary>
    public void WriteContact(ref MessageWriter writer, SipMessage response, in HeaderField field)
    {
        foreach (var value in HeaderValues.Of(response, field))
        {
            writer.Write("Contact: "u8);
            Write(ref writer, response, value);
            writer.Write("\r\n"u8);
        }
    }

    /// <summary>False when the URI is to stay as it came.</summary>
    private bool TryWriteUri(ref MessageWriter writer, ReadOnlySpan<byte> text, in SipUri uri)
    {
        Span<byte> replaced = stackalloc byte[ReplacedDialog.MaxCallIdLength];
        replaced = replaced[..ReplacedDialog.CallIdInUri(uri.Headers, replaced)];
        var isOurs = sender is null || IsOurs(uri);

        // 1. A party that the sender talks to through us: our Contact, or, to that party's own side, the party's.
        if (isOurs && !replaced.IsEmpty && uri.TryGetParameter("sc"u8, out var sealedToken))
        {
            Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
            if (receiver is not null && services.Contacts.TryOpen(text, replaced, plain, out var token) && token.PeerConnector == receiver.Id.Value)
            {
                writer.Write(token.Target);
                return true;
            }
            OurUri.WriteSocket(ref writer, uri.User, _receiverFlow);
            writer.Write(";sc="u8);
            writer.Write(sealedToken);
            return true;
        }

        // 2. A party that only the sender's side knows: it is reached over the connector, for whoever replaces that call.
        if (!isOurs && !replaced.IsEmpty)
        {
            scoped var token = new DialogToken { PeerConnector = sender!.Id.Value, OwnConnector = receiver?.Id.Value ?? default, Target = text[..^uri.Headers.Length] };
            token.SetHop(services.Node, _senderFlow);
            return services.Contacts.TryWriteUri(ref writer, _receiverFlow, replaced, uri.User, token);
        }

        // 3. A number.
        if (!DialledNumber.TryRead(uri.User, out var number)) return false;
        if (!isOurs && !sender!.TryReadNumber(number, out number)) return false;
        Span<byte> digits = stackalloc byte[2 * Number.MaxLength];
        if (LivesAtReceiver(number) is { } range && services.Trunks.Find(range.Connector.Id) is { } trunk)
            OurUri.Write(ref writer, digits[..range.WriteNumber(number, digits)], trunk.HostPort.Span);
        else
            WriteHere(ref writer, digits[..number.Write(digits)]);
        return true;
    }

    /// <summary>The receiver's range that the routing rule sends the number to; null when the number is to be reached by way of us.</summary>
    private RangeRoute? LivesAtReceiver(Number number)
    {
        if (receiver is null || services.Routing.Current.FindSite(receiver.Site) is not { } site) return null;
        // The receiver is to call its own number, which is no call through us: whoever asked.
        var decision = RoutingRule.Decide(site, number, arrivedOver: null, services.Time.GetUtcNow());
        return decision is { Outcome: RouteOutcome.Remote } && decision.Candidate(0) is { } range && range.Connector.Id == receiver.Id ? range : null;
    }

    /// <summary>A number of the site that the call belongs to, at this node; where the node's address means another site, at the site's domain.</summary>
    private void WriteHere(ref MessageWriter writer, scoped ReadOnlySpan<byte> user)
    {
        var table = services.Routing.Current;
        var site = (receiver ?? sender) is { } connector ? table.FindSite(connector.Site) : null;
        if (site is null || site == table.DefaultSite || site.Domains.IsEmpty || site.Domains.Contains(_receiverFlow.Transport.LocalHost))
        {
            OurUri.WriteSocket(ref writer, user, _receiverFlow);
            return;
        }
        Span<byte> domain = stackalloc byte[256];
        OurUri.Write(ref writer, user, Encoding.UTF8.TryGetBytes(site.Domains[0], domain, out var length) ? domain[..length] : default);
    }

    /// <summary>True for a host by which the sender means us: a site's SIP domain, or the address that it knows of this node.</summary>
    private bool IsOurs(in SipUri uri)
    {
        if (services.Routing.Current.FindSiteByDomain(uri.Host) is not null) return true;
        // The sender may be another process of the same machine; without a port it is what our From says.
        if (uri.Port != 0 && uri.Port != _senderFlow.Transport.Local.Port) return false;
        var known = new MessageWriter(stackalloc byte[256]);
        _senderFlow.Transport.WriteHost(ref known, _senderFlow.Remote);
        return Ascii.EqualsIgnoreCase(known.Written, uri.Host);
    }
}
