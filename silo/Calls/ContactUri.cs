using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Calls;

/// <summary>The URI of a message's first Contact: its sender's remote target (RFC 3261 §12.1).</summary>
internal static class ContactUri
{
    /// <summary>Finds it; false when there is none.</summary>
    public static bool TryFind(SipMessage message, out Slice uri)
    {
        uri = default;
        if (!message.TryFind(HeaderName.Contact, out var field)) return false;
        var values = HeaderValues.Of(message, field);
        if (!values.MoveNext() || !NameAddressParser.TryParse(message, values.Current, out var address)) return false;
        uri = address.Uri;
        return true;
    }
}
