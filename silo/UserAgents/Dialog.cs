using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.UserAgents;

/// <summary>What the requests within a call need (RFC 3261 §12). Texts are Latin-1.</summary>
internal sealed class Dialog
{
    private readonly string _local, _remote, _callId;
    private readonly string[] _routes;
    private string _target;
    private uint _cseq;

    private Dialog(string local, string remote, string callId, uint cseq, string[] routes, string target)
    {
        _local = local;
        _remote = remote;
        _callId = callId;
        _cseq = cseq;
        _routes = routes;
        _target = target;
    }

    /// <summary>The caller's dialog, from the 2xx (§12.1.2).</summary>
    public static Dialog OfCaller(SipMessage response, uint cseq)
    {
        var routes = RecordRoutes(response);
        Array.Reverse(routes);
        return new Dialog(
            Text(response.Find(HeaderName.From)), Text(response.Find(HeaderName.To)), Text(response[response.CallId]), cseq, routes, TargetIn(response) ?? "");
    }

    /// <summary>The callee's dialog, from the INVITE and the tag that the callee gives itself (§12.1.1).</summary>
    public static Dialog OfCallee(SipMessage invite, string localTag) =>
        new($"{Text(invite.Find(HeaderName.To))};tag={localTag}", Text(invite.Find(HeaderName.From)), Text(invite[invite.CallId]),
            0, RecordRoutes(invite), TargetIn(invite) ?? "");

    /// <summary>The CSeq of the next request.</summary>
    public uint NextCSeq() => ++_cseq;

    /// <summary>Takes the Contact of a re-INVITE or of its 2xx as the new target (§12.2).</summary>
    public void Refresh(SipMessage message) => _target = TargetIn(message) ?? _target;

    /// <summary>A request within the dialog (§12.2.1.1); routers are taken to route loosely, as all have for twenty years.</summary>
    /// <param name="method">The method.</param>
    /// <param name="flowTo">Says where a URI leads.</param>
    /// <param name="fields">Contact and the like, each with its line end.</param>
    /// <param name="body">A session description; empty for none.</param>
    public RequestDraft Draft(SipMethod method, Func<string, Flow> flowTo, string fields, string body = "")
    {
        var all = new StringBuilder();
        foreach (var route in _routes) all.Append("Route: ").Append(route).Append("\r\n");
        all.Append(fields);
        var nextHop = _routes.Length > 0 ? UriIn(_routes[0]) : _target;
        return new RequestDraft(method, flowTo(nextHop), _target, _local, _remote, _callId, all.ToString(), body);
    }

    private static string[] RecordRoutes(SipMessage message)
    {
        var routes = new List<string>();
        foreach (ref readonly var field in message.Fields)
        {
            if (field.Name != HeaderName.RecordRoute) continue;
            foreach (var value in HeaderValues.Of(message, field)) routes.Add(Text(message[value]));
        }
        return [.. routes];
    }

    private static string? TargetIn(SipMessage message) =>
        message.TryFind(HeaderName.Contact, out var field) && NameAddressParser.TryParse(message, field.Value, out var contact)
            ? Text(message[contact.Uri])
            : null;

    private static string UriIn(string route)
    {
        var bytes = Encoding.Latin1.GetBytes(route);
        return NameAddressParser.TryParse(bytes, 0, out var address) ? Text(bytes.AsSpan(address.Uri.Start, address.Uri.Length)) : "";
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
