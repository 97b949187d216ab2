using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// P-Asserted-Identity and Privacy as one side gets them (RFC 3325). Only a trusted connector is believed when it asserts who somebody
/// is; a phone is known by its extension, and what it or anybody else says of itself does not pass.
/// </summary>
internal ref struct IdentityHeaders
{
    /// <summary>The value of P-Asserted-Identity; empty for none.</summary>
    public ReadOnlySpan<byte> Asserted;

    /// <summary>The value of Privacy; empty for none.</summary>
    public ReadOnlySpan<byte> Privacy;

    /// <summary>
    /// What a message within a call, or a response, says of its sender, for the other side: an assertion of a trusted connector, with
    /// ourselves as its host.
    /// </summary>
    /// <param name="parts">Where the value is written.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">The connector over which it came; null for a local phone or target.</param>
    /// <param name="receiver">The connector over which it goes; null for a local phone or target.</param>
    /// <param name="flow">The way to the receiver.</param>
    /// <param name="isHidden">True where the sender was hidden from the receiver when the call began: it stays so.</param>
    public static IdentityHeaders Carried(
        scoped ref MessageWriter parts, SipMessage message, ConnectorRoute? sender, ConnectorRoute? receiver, scoped in Flow flow, bool isHidden = false)
    {
        var identity = new IdentityHeaders();
        if (receiver is { TrustIdentity: true }) identity.Privacy = message.Find(HeaderName.Privacy);
        if (!TryReadAsserted(message, sender, out var user, out var name)) return identity;
        if (IsToldTo(receiver, isHidden || CallerPrivacy.IsRequested(message))) identity.Assert(ref parts, name, user, flow);
        return identity;
    }

    /// <summary>Who a trusted connector says that the sender is; false when it does not say or is not trusted.</summary>
    public static bool TryReadAsserted(SipMessage message, ConnectorRoute? sender, out ReadOnlySpan<byte> user, out ReadOnlySpan<byte> name)
    {
        user = name = default;
        if (sender is not { TrustIdentity: true }) return false;
        foreach (ref readonly var field in message.Fields)
        {
            if (field.Name != HeaderName.PAssertedIdentity) continue;
            foreach (var value in HeaderValues.Of(message, field))
            {
                if (!NameAddressParser.TryParse(message, value, out var address)) continue;
                user = UserOf(message[address.Uri]);
                if (user.IsEmpty) continue;
                name = message[address.Display];
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// True when the other side may know who it is: a trusted connector always, a phone here and a connector that gets the identity
    /// beside the trunk's user name unless it is to be kept back.
    /// </summary>
    public static bool IsToldTo(ConnectorRoute? receiver, bool isRestricted) =>
        receiver is { TrustIdentity: true } || (!isRestricted && receiver is null or { CallerIdentity: CallerIdentity.TrunkUser });

    /// <summary>Asserts an identity with ourselves as its host.</summary>
    public void Assert(scoped ref MessageWriter parts, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> user, scoped in Flow flow)
    {
        var start = parts.Length;
        parts.Write(name);
        parts.Write(name.IsEmpty ? "<"u8 : " <"u8);
        OurUri.Write(ref parts, user, flow);
        parts.Write((byte)'>');
        Asserted = parts.Since(start);
    }

    /// <summary>Writes both.</summary>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> asserted, scoped ReadOnlySpan<byte> privacy)
    {
        if (!asserted.IsEmpty) writer.Field("P-Asserted-Identity"u8, asserted);
        if (!privacy.IsEmpty) writer.Field("Privacy"u8, privacy);
    }

    /// <summary>The user of a SIP URI, or the number of a tel URI (RFC 3261 §19.1.6); empty for another.</summary>
    public static ReadOnlySpan<byte> UserOf(ReadOnlySpan<byte> uri)
    {
        if (SipUri.TryParse(uri, out var sip)) return sip.User;
        if (uri.Length < 5 || !Ascii.EqualsIgnoreCase(uri[..4], "tel:"u8)) return default;
        var end = uri.IndexOf((byte)';');
        return end < 0 ? uri[4..] : uri[4..end];
    }
}
