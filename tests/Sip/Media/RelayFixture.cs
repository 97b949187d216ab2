using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Tests.Media;

/// <summary>A relay on loopback with one call, and time that stands still.</summary>
internal sealed class RelayFixture : IDisposable
{
    public static readonly RelayFace Ipv4 = new(Address("127.0.0.1"), Address("127.0.0.1"));
    public static readonly RelayFace Ipv6 = new(Address("::1"), Address("::1"));

    public RelayFixture(int portMin = 20_000, int portMax = 29_999)
    {
        Relay = new MediaRelay(new MediaRelayOptions(portMin, portMax, Threads: 1), Time);
        Session = Relay.NewSession();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));

    public MediaRelay Relay { get; }

    public RelaySession Session { get; set; }

    public static TransportAddress Address(string address) => TransportAddress.Of(IPAddress.Parse(address), 0);

    public static string Describe(string address, int port, string more = "") =>
        $"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP{(address.Contains(':', StringComparison.Ordinal) ? 6 : 4)} {address}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n{more}";

    /// <summary>Maps a description and returns what the other side gets; null when it is not mapped.</summary>
    public string? Map(string body, RelaySide from, RelayFace? caller = null, RelayFace? called = null)
    {
        var writer = new MessageWriter(new byte[8192]);
        return Session.TryMap(ref writer, Encoding.ASCII.GetBytes(body), from, caller ?? Ipv4, called ?? Ipv4) == MediaMapping.Mapped
            ? Encoding.ASCII.GetString(writer.Written)
            : null;
    }

    public void Take(string body, RelaySide from, string seen, bool isBehindNat = false) =>
        Session.Take(Encoding.ASCII.GetBytes(body), from, Address(seen), isBehindNat);

    /// <summary>Offer and answer of one call between two sockets; our ports towards caller and called.</summary>
    public (IPEndPoint Caller, IPEndPoint Called) Connect(string offer, string answer, string callerSeen, string calledSeen, bool callerNat = false, bool calledNat = false)
    {
        var called = Ports(Map(offer, RelaySide.Caller)!)[0];
        Take(offer, RelaySide.Caller, callerSeen, callerNat);
        var caller = Ports(Map(answer, RelaySide.Called)!)[0];
        Take(answer, RelaySide.Called, calledSeen, calledNat);
        return (caller, called);
    }

    /// <summary>The address and port of each media of a description.</summary>
    public static IPEndPoint[] Ports(string description) =>
    [
        .. Regex.Matches(description, "^m=\\S+ (\\d+) ", RegexOptions.Multiline).Select(match => new IPEndPoint(
            IPAddress.Parse(Regex.Match(description, "^c=IN IP[46] (.*)\r$", RegexOptions.Multiline).Groups[1].Value),
            int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))),
    ];

    public static IPEndPoint Next(IPEndPoint port) => new(port.Address, port.Port + 1);

    /// <summary>Waits for what another thread does soon.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            Assert.False(bound.IsCancellationRequested, "It did not come to pass within 10 s.");
            await Task.Yield();
        }
    }

    public void Dispose() => Relay.Dispose();
}
