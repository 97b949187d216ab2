using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace SystemConnector.Sip.Transports;

/// <summary>A connection whose messages are encrypted. Until the handshake is through, what is to be sent waits in the queue.</summary>
#pragma warning disable CA1001 // Released when the read loop ends: before that it is still read from.
internal sealed class TlsConnection(
    TlsTransport transport, Socket socket, in Flow flow, TlsIdentity identity, TlsPeer? peer, bool isIncoming) : StreamConnection(transport, socket, flow, isIncoming)
#pragma warning restore CA1001
{
    // Whoever is expected without being named is expected at the address.
    private readonly TlsPeer _expected = peer ?? new TlsPeer(isIncoming ? "" : flow.Remote.ToIPAddress().ToString());
    private SslStream? _stream;
    private TlsFault? _verdict;

    public override TlsPeer? Peer => peer;

    protected override async ValueTask OpenAsync()
    {
        var isConnected = IsIncoming;
        try
        {
            await base.OpenAsync().ConfigureAwait(false);
            isConnected = true;
            _stream = new SslStream(new NetworkStream(Socket, ownsSocket: false), leaveInnerStreamOpen: false);
            if (IsIncoming) await _stream.AuthenticateAsServerAsync(AsServer()).ConfigureAwait(false);
            else await _stream.AuthenticateAsClientAsync(AsClient()).ConfigureAwait(false);
            _expected.Fault = null;
        }
        catch (Exception exception) when (IsWireFault(exception))
        {
            _expected.Fault = _verdict ?? HandshakeFault.Of(exception, isConnected, wasOverdue: IsClosed);
            throw;
        }
    }

    protected override async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        // Nothing is rented while nothing comes: most connections are idle most of the time.
        await _stream!.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
        return await _stream.ReadAsync(buffer).ConfigureAwait(false);
    }

    /// <summary>What is encrypted must be written whole and in order, so that all of it goes through the queue. Its writer begins at once.</summary>
    protected override int SendNow(ReadOnlySpan<byte> bytes, out bool failed)
    {
        failed = false;
        return 0;
    }

    protected override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => _stream!.WriteAsync(bytes);

    protected override void Release() => _stream?.Dispose();

    private SslServerAuthenticationOptions AsServer() => new()
    {
        ServerCertificateContext = identity.Context,
        EnabledSslProtocols = identity.Versions,
        ClientCertificateRequired = identity.RequireClientCertificate,
        CertificateChainPolicy = CertificateCheck.Policy(CertificateCheck.ClientPurpose),
        RemoteCertificateValidationCallback = identity.RequireClientCertificate
            ? (_, certificate, chain, errors) => CertificateCheck.Client(certificate, chain, errors, identity.Authorities)
            : null,
        // A session that is resumed must not bring a certificate back that is no longer asked for in the same way.
        AllowTlsResume = !identity.RequireClientCertificate,
    };

    private SslClientAuthenticationOptions AsClient() => new()
    {
        TargetHost = _expected.Host,
        ClientCertificateContext = identity.Context,
        EnabledSslProtocols = identity.Versions,
        CertificateChainPolicy = CertificateCheck.Policy(CertificateCheck.ServerPurpose),
        RemoteCertificateValidationCallback = Verify,
        // A session that was begun under another policy is never gone on with.
        AllowTlsResume = false,
    };

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _verdict = CertificateCheck.Server(_expected, certificate as X509Certificate2, chain, errors, identity.Authorities);
        return _verdict is null;
    }
}
