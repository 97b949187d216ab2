using System.Collections.Immutable;
using System.Net;
using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;
using Previewed = SystemConnector.Contracts.Routing.OutgoingRequest;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Writes the INVITEs that a call would send: to the places that a call would find, through the addressing and the egress that a call goes
/// through, from an INVITE that says only who calls whom. What is written is read again, and never sent.
/// </summary>
internal sealed class OutgoingPreview : IOutgoingPreview
{
    private const int MostBytes = 8192;

    private volatile CallServices? _services;

    /// <summary>The node speaks SIP now.</summary>
    public void Use(CallServices services) => _services = services;

    /// <inheritdoc/>
    public ImmutableArray<Previewed> Of(SiteRoutes site, RangeRoute range, Number number, in PreviewedCaller caller)
    {
        if (_services is not { } services) return [];
        var incoming = Incoming(caller, number);
        var requests = ImmutableArray.CreateBuilder<Previewed>();
        foreach (var (target, isKnown) in Places(services, range, number))
            if (Write(services, site, caller, incoming, target, isKnown) is { } request) requests.Add(request);
        return requests.ToImmutable();
    }

    /// <inheritdoc/>
    public ImmutableArray<Previewed> Of(SiteRoutes site, LocalRoute local, in PreviewedCaller caller)
    {
        if (_services is not { } services) return [];
        var incoming = Incoming(caller, local.Number);
        var requests = ImmutableArray.CreateBuilder<Previewed>();
        foreach (var target in Places(services, site, local))
            if (Write(services, site, caller, incoming, target, isKnown: true) is { } request) requests.Add(request);
        return requests.ToImmutable();
    }

    /// <summary>Where a connector is reached: as <see cref="CandidateWalk"/> goes, and for a far side whose address is not known yet one place without an address.</summary>
    private static List<(CallTarget Target, bool IsKnown)> Places(CallServices services, RangeRoute range, Number number)
    {
        var connector = range.Connector;
        var configuration = RemoteTrunks.Configuration(connector);
        var trunk = services.Trunks.Find(connector.Id) is { } live && TrunkKeeper.HasSameBinding(live.Configuration, configuration) ? live : new Trunk(configuration);
        var places = new List<(CallTarget, bool)>();
        foreach (var contact in services.Destinations.Find(trunk))
            if (services.Destinations.TryReach(contact, out var flow)) places.Add((new CallTarget(flow, number, range, trunk, contact), true));
        if (places.Count > 0) return places;
        var (start, tried) = (-1, 0);
        while (trunk.Targets.Next(ref start, ref tried) is { } at) places.Add((new CallTarget(at.Flow, number, range, trunk, At: at), true));
        if (places.Count > 0) return places;

        // The trunk of a draft, or one whose name is not resolved: where it would go is known of a literal address alone.
        if (IPAddress.TryParse(connector.Host, out var address))
        {
            var remote = TransportAddress.Of(address, connector.Port == 0 ? trunk.Protocol.DefaultPort() : connector.Port);
            if (services.Node.TransportTo(trunk.Protocol, remote, connector.Site, trunk.Peer) is { } transport)
                places.Add((new CallTarget(new Flow(transport, remote), number, range, trunk), true));
        }
        else if (services.Node.Transports.FirstOrDefault(transport => transport.Protocol == trunk.Protocol && !transport.IsStandby) is { } any)
        {
            places.Add((new CallTarget(new Flow(any, any.Local), number, range, trunk), false));
        }
        return places;
    }

    private static IEnumerable<CallTarget> Places(CallServices services, SiteRoutes site, LocalRoute local)
    {
        if (local.Target is null)
        {
            foreach (var location in services.Locations.Find(local.AddressOfRecord))
                if (services.Destinations.TryReach(location, out var flow)) yield return new CallTarget(flow, local.Number, Location: location);
            yield break;
        }
        var (places, tried) = (services.Destinations.Find(local, site), 0);
        while (places.Find(services.Node, ref tried) is { } target) yield return target;
    }

    private static Previewed? Write(CallServices services, SiteRoutes site, in PreviewedCaller caller, SipMessage incoming, CallTarget target, bool isKnown)
    {
        var parts = new MessageWriter(stackalloc byte[4096]);
        scoped var outgoing = new OutgoingRequest { Flow = target.Flow };
        RequestAddressing.Fill(ref parts, incoming, new Caller(site, caller.ArrivedOver, caller.Phone), target, target.Flow, ref outgoing);
        // Credentials count their uses; this is none.
        outgoing.Credentials = null;
        var buffer = new byte[MostBytes];
        var writer = new MessageWriter(buffer);
        var sent = new SipMessage();
        if (parts.Overflowed || !RequestEgress.TryWrite(ref writer, incoming, outgoing, services.Contacts)
            || SipParser.Parse(sent, buffer, 0, writer.Length) != MessageFault.None) return null;

        var line = Encoding.UTF8.GetString(buffer.AsSpan(0, buffer.AsSpan().IndexOf("\r\n"u8)));
        var protocol = target.Flow.Transport.Protocol;
        var name = Encoding.ASCII.GetString(protocol.ViaName());
        var hop = isKnown ? target.Flow.Remote.ToString() : null;
        var isCallerSaid = caller.Phone is not null || caller.From is not null;
        var hidesCaller = !isCallerSaid && target.Connector is not { CallerIdentity: CallerIdentity.TrunkUser };
        return new Previewed(
            line, (TrunkTransport)protocol, hop,
            hidesCaller ? "" : WithoutTag(Value(sent, HeaderName.From)!), WithoutTag(Value(sent, HeaderName.To)!),
            isCallerSaid ? Value(sent, HeaderName.PAssertedIdentity) : null, Value(sent, HeaderName.Privacy), Value(sent, HeaderName.Route),
            hop is null
                ? $"{line} over {name} to {target.Connector!.Host}, whose address is not known yet"
                : $"{line} over {name} to {hop}");
    }

    /// <summary>The caller's INVITE, as far as the outgoing one depends on who calls whom.</summary>
    private static SipMessage Incoming(in PreviewedCaller caller, Number number)
    {
        var user = Encoding.ASCII.GetString(SipUserPart.Escape(caller.Phone?.Number.ToString() ?? caller.From ?? "unknown"));
        // The dialled number of the request counts nowhere: what is written is the target's.
        var bytes = Encoding.ASCII.GetBytes(
            $"INVITE sip:preview@preview.invalid SIP/2.0\r\nVia: SIP/2.0/UDP preview.invalid;branch=z9hG4bKpreview\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:{user}@preview.invalid>;tag=preview\r\nTo: <sip:preview@preview.invalid>\r\nCall-ID: preview\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
        var message = new SipMessage();
        var fault = SipParser.Parse(message, bytes, 0, bytes.Length);
        return fault == MessageFault.None ? message : throw new InvalidOperationException($"The caller's INVITE for a preview of {number} has a fault: {fault}.");
    }

    private static string? Value(SipMessage message, HeaderName name) =>
        message.Find(name) is { IsEmpty: false } value ? Encoding.UTF8.GetString(value) : null;

    private static string WithoutTag(string value) => value.IndexOf(";tag=", StringComparison.Ordinal) is >= 0 and var end ? value[..end] : value;
}
