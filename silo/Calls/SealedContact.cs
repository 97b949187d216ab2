using System.Runtime.CompilerServices;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Sealing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Writes and reads the URIs of ours that carry what a call needs later: the Contact with the dialog token
/// (<c>&lt;sip:200@node;sc=TOKEN&gt;</c>), and the Record-Route with the peer's route set where it has one. A token opens only
/// for requests with the Call-ID that it was made for.
/// </summary>
internal sealed class SealedContact(Sealer sealer)
{
    /// <summary>The longest route set of a peer, as a header field value: about 40 proxies.</summary>
    public const int MaxRoutesLength = 1536;

    private static readonly int MaxSealedLength = Sealer.SealedLength(Math.Max(DialogToken.MaxLength, MaxRoutesLength));

    /// <summary>The purpose for which the cluster's keys are derived.</summary>
    public static ReadOnlySpan<byte> Purpose => "system-connector dialog token"u8;

    private static ReadOnlySpan<byte> Parameter => ";sc="u8;

    // A route set is no dialog token and the other way round.
    private static ReadOnlySpan<byte> RouteParameter => ";sr="u8;

    /// <summary>Writes the Contact header field for the side that is reached over the flow. False when the token is too long.</summary>
    public bool TryWrite(ref MessageWriter writer, in Flow flow, scoped ReadOnlySpan<byte> callId, scoped ReadOnlySpan<byte> user, scoped DialogToken token)
    {
        writer.Write("Contact: <"u8);
        if (!TryWriteUri(ref writer, flow, callId, user, token)) return false;
        writer.Write(">\r\n"u8);
        return true;
    }

    /// <summary>Writes the URI of such a Contact; false when the token is too long.</summary>
    [SkipLocalsInit]
    public bool TryWriteUri(ref MessageWriter writer, in Flow flow, scoped ReadOnlySpan<byte> callId, scoped ReadOnlySpan<byte> user, scoped DialogToken token)
    {
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        var length = token.Write(plain);
        if (length == 0) return false;
        writer.Write("sip:"u8);
        if (!user.IsEmpty)
        {
            writer.Write(user);
            writer.Write((byte)'@');
        }
        return TryWriteSealed(ref writer, flow, default, Parameter, plain[..length], callId);
    }

    /// <summary>Writes a Record-Route of ours that brings the peer's route set back with each request. False when it is too long.</summary>
    public bool TryWriteRecordRoute(ref MessageWriter writer, in Flow flow, scoped ReadOnlySpan<byte> callId, scoped ReadOnlySpan<byte> routes)
    {
        writer.Write("Record-Route: <sip:"u8);
        if (!TryWriteSealed(ref writer, flow, ";lr"u8, RouteParameter, routes, callId)) return false;
        writer.Write(">\r\n"u8);
        return true;
    }

    /// <summary>Opens the token in a Request-URI; false when there is none, or it is not of this cluster or not of this Call-ID.</summary>
    /// <param name="request">The request.</param>
    /// <param name="plain">At least <see cref="DialogToken.MaxLength"/> bytes; the token points into it.</param>
    /// <param name="token">The token.</param>
    public bool TryOpen(SipMessage request, Span<byte> plain, out DialogToken token) =>
        TryOpen(request[request.RequestUri], request[request.CallId], plain, out token);

    /// <summary>Opens the token in a URI that belongs to the call with that Call-ID.</summary>
    public bool TryOpen(scoped ReadOnlySpan<byte> uri, scoped ReadOnlySpan<byte> callId, Span<byte> plain, out DialogToken token)
    {
        token = default;
        var length = Open(uri, Parameter, callId, plain);
        return length > 0 && DialogToken.TryRead(plain[..length], out token);
    }

    /// <summary>Opens the route set that our Record-Route brought back in a Route; its length, 0 when there is none.</summary>
    public int OpenRoutes(SipMessage request, Span<byte> plain)
    {
        foreach (ref readonly var field in request.Fields)
        {
            if (field.Name != HeaderName.Route || request[field.Value].IndexOf(RouteParameter) < 0) continue;
            return Math.Max(0, Open(request[field.Value], RouteParameter, request[request.CallId], plain));
        }
        return 0;
    }

    /// <summary>True when the request of that response had a Record-Route of ours, which comes back last.</summary>
    public bool IsLastRecordRouteOurs(SipMessage response)
    {
        var last = default(ReadOnlySpan<byte>);
        foreach (ref readonly var field in response.Fields)
            if (field.Name == HeaderName.RecordRoute) last = response[field.Value];
        return !last.IsEmpty && Open(last, RouteParameter, response[response.CallId], stackalloc byte[MaxRoutesLength]) >= 0;
    }

    private int Open(scoped ReadOnlySpan<byte> uri, ReadOnlySpan<byte> parameter, scoped ReadOnlySpan<byte> callId, Span<byte> plain)
    {
        // The last one is ours: what stands before it may be a user part that somebody chose.
        var start = uri.LastIndexOf(parameter);
        if (start < 0) return -1;
        var text = uri[(start + parameter.Length)..];
        var end = text.IndexOfAny(";?>"u8);
        return sealer.Open(end < 0 ? text : text[..end], plain, callId);
    }

    [SkipLocalsInit]
    private bool TryWriteSealed(
        ref MessageWriter writer, in Flow flow, scoped ReadOnlySpan<byte> flag, ReadOnlySpan<byte> parameter, scoped ReadOnlySpan<byte> plain, scoped ReadOnlySpan<byte> callId)
    {
        Span<byte> text = stackalloc byte[MaxSealedLength];
        var written = sealer.Seal(plain, text, callId);
        if (written == 0) return false;
        flow.Transport.WriteSentBy(ref writer, flow.Remote);
        flow.Transport.WriteUriParameter(ref writer);
        writer.Write(flag);
        writer.Write(parameter);
        writer.Write(text[..written]);
        return true;
    }
}
