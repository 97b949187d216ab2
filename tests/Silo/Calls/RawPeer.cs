using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>A peer that writes its messages byte by byte, to be what no well-behaved stack is.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _node;

    public RawPeer(string address, IPEndPoint node)
    {
        _node = node;
        _socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
    }

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Where the last message came from.</summary>
    public IPEndPoint? Source { get; private set; }

    public Task SendAsync(string message) => SendAsync(message, _node);

    public Task SendAsync(string message, IPEndPoint to) => _socket.SendToAsync(Encoding.ASCII.GetBytes(message.ReplaceLineEndings("\r\n")), to);

    /// <summary>The next message that begins so; others are passed over.</summary>
    public async Task<string> ReceiveAsync(string begin, int boundSeconds = 10)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(boundSeconds));
        var buffer = new byte[65_536];
        while (true)
        {
            var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), bound.Token);
            Source = (IPEndPoint)received.RemoteEndPoint;
            var message = Encoding.ASCII.GetString(buffer, 0, received.ReceivedBytes);
            if (message.StartsWith(begin, StringComparison.Ordinal)) return message;
        }
    }

    /// <summary>True when a message that begins so is there already.</summary>
    public bool TryReceive(string begin)
    {
        var buffer = new byte[65_536];
        while (_socket.Available > 0)
        {
            if (Encoding.ASCII.GetString(buffer, 0, _socket.Receive(buffer)).StartsWith(begin, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    /// <summary>Every value of a header field, in order.</summary>
    public static string[] Values(string message, string name) =>
        [.. Regex.Matches(message, $"^{name}: (.*)\r$", RegexOptions.Multiline).Select(static match => match.Groups[1].Value)];

    public static string Value(string message, string name) => Assert.Single(Values(message, name));

    /// <summary>The URI between the angle brackets of a header field's only value.</summary>
    public static string Uri(string message, string name) => Regex.Match(Value(message, name), "<(.*)>").Groups[1].Value;

    /// <summary>A response that repeats what it must of the request.</summary>
    public Task RespondAsync(string request, string status, string tag, string more = "", string body = "")
    {
        var to = Value(request, "To");
        var text = new StringBuilder($"SIP/2.0 {status}\n");
        foreach (var via in Values(request, "Via")) text.Append($"Via: {via}\n");
        foreach (var route in Values(request, "Record-Route")) text.Append($"Record-Route: {route}\n");
        text.Append($"From: {Value(request, "From")}\nTo: {to}{(to.Contains(";tag=", StringComparison.Ordinal) ? "" : ";tag=" + tag)}\n");
        text.Append($"Call-ID: {Value(request, "Call-ID")}\nCSeq: {Value(request, "CSeq")}\n{more}Content-Length: {body.ReplaceLineEndings("\r\n").Length}\n\n{body}");
        // To whoever sent it: the node that a peer speaks to is not always the one that speaks to the peer.
        return SendAsync(text.ToString(), IPEndPoint.Parse(Regex.Match(Values(request, "Via")[0], @"^\S+ ([^;\s]+)").Groups[1].Value));
    }

    public void Dispose() => _socket.Dispose();
}
