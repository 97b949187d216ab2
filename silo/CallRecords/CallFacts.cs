using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.CallRecords;

/// <summary>
/// What is known of a call from its beginning. Made on the path of the call, so what somebody wrote is copied and not read; it is read when
/// the record is made.
/// </summary>
internal sealed class CallFacts
{
    private const int Longest = 255;

    private readonly byte[] _text;
    private readonly byte _callId, _from;

    /// <summary>Of an INVITE, or of a request inside the call.</summary>
    /// <param name="key">Names the call.</param>
    /// <param name="callId">Its Call-ID.</param>
    /// <param name="from">The caller's URI.</param>
    /// <param name="to">The called URI.</param>
    public CallFacts(CallKey key, ReadOnlySpan<byte> callId, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        Key = key;
        callId = callId[..Math.Min(callId.Length, Longest)];
        from = from[..Math.Min(from.Length, Longest)];
        to = to[..Math.Min(to.Length, Longest)];
        (_callId, _from) = ((byte)callId.Length, (byte)from.Length);
        _text = new byte[callId.Length + from.Length + to.Length];
        callId.CopyTo(_text);
        from.CopyTo(_text.AsSpan(_callId));
        to.CopyTo(_text.AsSpan(_callId + _from));
    }

    /// <summary>Names the call.</summary>
    public CallKey Key { get; }

    /// <summary>The site that it belongs to; null when that is not known.</summary>
    public SiteId? Site { get; init; }

    /// <summary>The number that was dialled.</summary>
    public Number Number { get; init; }

    /// <summary>The connector over which it came; null for a phone.</summary>
    public ConnectorId? ConnectorIn { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt => CallNumbers.TimeOf(Key);

    /// <summary>Its Call-ID.</summary>
    public string CallId => Encoding.UTF8.GetString(_text.AsSpan(0, _callId));

    /// <summary>The user part of the caller's URI.</summary>
    public string From => UserOf(_text.AsSpan(_callId, _from));

    /// <summary>The user part of the called URI.</summary>
    public string To => UserOf(_text.AsSpan(_callId + _from));

    /// <summary>Whose call it is, for its record.</summary>
    public CallParties Parties(ConnectorId? connectorOut) => new(Key, Site, CallJournal.Text(_text.AsSpan(0, _callId)), From, To, ConnectorIn, connectorOut, StartedAt);

    private static string UserOf(ReadOnlySpan<byte> uri) => SipUri.TryParse(uri, out var parsed) ? CallJournal.Text(parsed.User) : "";
}
