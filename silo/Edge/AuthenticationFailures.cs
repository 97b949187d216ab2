using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>
/// Why the far sides of password connectors are not let in: the last failure of each connector on this node, forgotten as soon as
/// its far side proves who it is. What a stranger can do here is overwrite the sentence of a connector whose username it knows.
/// </summary>
internal sealed class AuthenticationFailures(TimeProvider time) : IFarEndFailures
{
    private const int Most = 16_384, LongestShown = 64;

    // Whoever fails in a storm is written down once in a while.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), Kept = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<ConnectorId, AuthenticationFailure> _last = new();

    /// <summary>The last failure of each connector whose far side did not succeed since.</summary>
    public IEnumerable<AuthenticationFailure> All => _last.Values;

    /// <summary>The last failure of a connector's far side; null when it succeeded since, or never failed.</summary>
    public AuthenticationFailure? Find(ConnectorId connector) => _last.GetValueOrDefault(connector);

    /// <inheritdoc/>
    ImmutableArray<FarEndFailure> IFarEndFailures.All() => [.. _last.Values.Select(static last => new FarEndFailure(last.Connector, last.Sentence, last.At, last.Source))];

    /// <summary>The far side of the connector proved who it is.</summary>
    internal void Succeeded(ConnectorRoute connector)
    {
        if (_last.ContainsKey(connector.Id)) _last.TryRemove(connector.Id, out _);
    }

    /// <summary>Writes down why credentials that claim to be a connector's were not taken.</summary>
    internal void Failed(in IncomingRequest incoming, ConnectorRoute connector, DigestVerdict verdict, in DigestResponse response, ReadOnlySpan<byte> realm)
    {
        var request = incoming.Message;
        switch (verdict)
        {
            case DigestVerdict.WrongPassword:
                Write(incoming, connector, AuthenticationFault.Password, default, default);
                break;
            case DigestVerdict.WrongRealm:
                Write(incoming, connector, AuthenticationFault.Realm, response.Realm, realm);
                break;
            case DigestVerdict.UriMismatch:
                Write(incoming, connector, AuthenticationFault.Uri, response.Uri, request[request.RequestUri]);
                break;
            case DigestVerdict.UnsupportedAlgorithm:
                var algorithm = response.Algorithm.IsEmpty ? "MD5"u8 : response.Algorithm;
                Write(incoming, connector, AuthenticationFault.Algorithm, algorithm, "those of Sip:Digest:Algorithms, with qop=auth"u8);
                break;
            case DigestVerdict.ForgedNonce:
                Write(incoming, connector, AuthenticationFault.Nonce, default, default);
                break;
            case DigestVerdict.Malformed:
                Write(incoming, connector, AuthenticationFault.Grammar, default, default);
                break;
        }
    }

    /// <summary>The far side registers the connector's address of record with another user's credentials.</summary>
    internal void WrongUsername(in IncomingRequest incoming, ConnectorRoute connector, ReadOnlySpan<byte> username) =>
        Write(incoming, connector, AuthenticationFault.Username, username, Encoding.UTF8.GetBytes(connector.Username!));

    /// <summary>The far side has the right credentials, but registers what is not its own.</summary>
    internal void WrongAddressOfRecord(in IncomingRequest incoming, ConnectorRoute connector)
    {
        var request = incoming.Message;
        Write(incoming, connector, AuthenticationFault.AddressOfRecord, request[request.To.Uri], Encoding.UTF8.GetBytes($"sip:{connector.Username}@…"));
    }

    private void Write(in IncomingRequest incoming, ConnectorRoute connector, AuthenticationFault fault, ReadOnlySpan<byte> theirs, ReadOnlySpan<byte> ours)
    {
        var now = time.GetUtcNow();
        if (_last.TryGetValue(connector.Id, out var last) && now - last.At < Pause) return;
        if (last is null && _last.Count >= Most && !MakeRoom(now)) return;
        var request = incoming.Message;
        var source = $"{incoming.Source.Transport.Protocol.ParameterName()}:{incoming.Source.Remote}";
        _last[connector.Id] = new AuthenticationFailure(
            connector.Id, now, Shown(request[request.MethodText], connector), source, fault, Shown(theirs, connector), Shown(ours, connector));
    }

    private bool MakeRoom(DateTimeOffset now)
    {
        foreach (var (connector, failure) in _last)
            if (now - failure.At > Kept) _last.TryRemove(connector, out _);
        return _last.Count < Most;
    }

    /// <summary>What the far side wrote, cut short; nothing of it when a password is in it, for people do write it into the wrong field.</summary>
    private static string Shown(ReadOnlySpan<byte> text, ConnectorRoute connector)
    {
        if (Holds(text, connector.Password) || Holds(text, connector.PreviousPassword?.Password)) return "";
        var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestShown)]);
        return string.Create(shown.Length, shown, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) || from[i] == '"' ? '?' : from[i];
        });
    }

    private static bool Holds(ReadOnlySpan<byte> text, byte[]? password) => password is { Length: > 0 } && text.IndexOf(password) >= 0;
}
