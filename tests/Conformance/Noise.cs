using System.Globalization;
using System.Net;
using System.Text;

namespace SystemConnector.Conformance.Tests;

/// <summary>Messages that no peer should send: random bytes, and SIP with random damage. The same seed gives the same messages.</summary>
internal sealed class Noise(int seed, IPEndPoint node)
{
    private static readonly string[] s_methods = ["INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "UPDATE", "INFO", "NOTSIP", ""];
    private static readonly string[] s_values =
    [
        "", ":", ";", ",", "<", ">", "\"", "\"\\", "<sip:", "sip:@", "sip:200@[::1", "<sip:200@x;sc=AAAA>", "-1", "99999999999999999999", "%00%", "a=b;;;c",
        "SIP/2.0/UDP", "SIP/2.0/UDP x;branch=", "Digest", "Digest realm=\"", "Digest nonce=x,uri=y,response=z,username=\"\u00ff\"", "1 ", " INVITE", "*",
    ];
    private static readonly string[] s_headers =
    [
        "Via", "v", "From", "f", "To", "t", "Call-ID", "i", "CSeq", "Contact", "m", "Max-Forwards", "Content-Length", "l", "Content-Type", "Authorization",
        "Proxy-Authorization", "Route", "Record-Route", "Require", "Expires", "X-\u0001",
    ];

    private readonly Random _random = new(seed);
    private int _count;

    /// <summary>The next message.</summary>
    public byte[] Next()
    {
        _count++;
        return _random.Next(4) switch
        {
            0 => RandomBytes(),
            1 => Damaged(Encoding.Latin1.GetBytes(Message())),
            2 => Truncated(Encoding.Latin1.GetBytes(Message())),
            _ => Encoding.Latin1.GetBytes(Message()),
        };
    }

    /// <summary>An OPTIONS that must be answered with 200.</summary>
    public static byte[] Options(IPEndPoint node, IPEndPoint local, string transport)
    {
        var id = Guid.NewGuid().ToString("N");
        return Encoding.ASCII.GetBytes(
            $"OPTIONS sip:{node} SIP/2.0\r\nVia: SIP/2.0/{transport} {local};branch=z9hG4bK{id};rport\r\nMax-Forwards: 70\r\n" +
            $"From: <sip:probe@{local.Address}>;tag={id[..8]}\r\nTo: <sip:{node}>\r\nCall-ID: {id}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
    }

    private byte[] RandomBytes()
    {
        var bytes = new byte[_random.Next(1, 1400)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Damaged(byte[] message)
    {
        for (var i = _random.Next(1, 12); i > 0; i--) message[_random.Next(message.Length)] = (byte)_random.Next(256);
        return message;
    }

    private byte[] Truncated(byte[] message) => message[.._random.Next(1, message.Length)];

    private string Message()
    {
        var method = Pick(s_methods);
        var text = new StringBuilder();
        text.Append(_random.Next(5) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {_random.Next(-1, 1000)} Noise\r\n")
            : $"{method} sip:{_random.Next(300)}@{node} SIP/2.0\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{_count};rport\r\nMax-Forwards: {_random.Next(-1, 80)}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"From: <sip:noise@x>;tag=n{_count}\r\nTo: <sip:{_random.Next(300)}@x>\r\nCall-ID: n{_count}\r\nCSeq: {_count} {method}\r\n");
        for (var i = _random.Next(6); i > 0; i--) text.Append(CultureInfo.InvariantCulture, $"{Pick(s_headers)}: {Pick(s_values)}\r\n");
        var body = new string('x', _random.Next(2) == 0 ? 0 : _random.Next(200));
        text.Append(CultureInfo.InvariantCulture, $"Content-Length: {(_random.Next(8) == 0 ? _random.Next(-5, 100_000) : body.Length)}\r\n\r\n{body}");
        return text.ToString();
    }

    private string Pick(string[] values) => values[_random.Next(values.Length)];
}
