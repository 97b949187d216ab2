using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>Gives an extension to a <see cref="RawPeer"/>: it is registered, and it proves by digest who it is.</summary>
internal static class RawPhone
{
    private const string Secret = "s3cret-phone";

    /// <summary>Puts the extension and says that it is registered where the peer is.</summary>
    public static async Task RegisterAsync(this RunningNode node, RawPeer phone, string extension)
    {
        var put = await node.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(node.Site.Value)
            .PutNumbers([new LocalNumberSpec(extension, LocalNumberKind.Extension, "Rani Oliver", Secret: Secret)]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        var flow = new FlowName(TransportProtocol.Udp, TransportAddress.Of(node.Udp), TransportAddress.Of(phone.Local), 0);
        node.Services.GetRequiredService<Locations>().Set(
            AddressOfRecordKey.Of(node.Site, extension),
            ImmutableArray.Create(new Binding($"sip:{extension}@{phone.Local}", "", flow.ToString(), "node", "register", 1, TimeProvider.System.GetUtcNow().AddHours(1), "")));
    }

    /// <summary>Sends a request of an extension, answers the challenge, and sends it again; an INVITE's challenge is acknowledged.</summary>
    public static async Task SendAsAsync(this RawPeer phone, string extension, RawDialog dialog, string method, string more = "", string body = "")
    {
        var request = dialog.Request(method, more, body);
        await phone.SendAsync(request);
        var challenged = await phone.ReceiveAsync("SIP/2.0 401");
        if (method == "INVITE")
        {
            var via = RawPeer.Value(request.ReplaceLineEndings("\r\n"), "Via");
            await phone.SendAsync(
                $"ACK {dialog.Target} SIP/2.0\nVia: {via}\nMax-Forwards: 70\nFrom: {RawPeer.Value(challenged, "From")}\nTo: {RawPeer.Value(challenged, "To")}\n"
                + $"Call-ID: {dialog.CallId}\nCSeq: {Regex.Match(RawPeer.Value(challenged, "CSeq"), @"\d+").Value} ACK\nContent-Length: 0\n\n");
        }
        await phone.SendAsync(dialog.Request(method, Authorization(challenged, extension, method, dialog.Target) + more, body));
    }

    private static string Authorization(string challenged, string extension, string method, string uri)
    {
        var bytes = Encoding.ASCII.GetBytes(challenged);
        var message = new SipMessage();
        Assert.Equal(MessageFault.None, SipParser.Parse(message, bytes, 0, bytes.Length));
        var writer = new MessageWriter(new byte[1024]);
        Assert.True(new DigestCredentials(extension, Encoding.ASCII.GetBytes(Secret))
            .TryWrite(ref writer, DigestChallenge.Strongest(message)!, Encoding.ASCII.GetBytes(method), Encoding.ASCII.GetBytes(uri)));
        return Encoding.ASCII.GetString(writer.Written);
    }
}
