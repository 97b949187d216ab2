using System.Net.Sockets;

namespace SystemConnector.Sip.Transports;

/// <summary>
/// What an exception on the way to an open TLS connection means. The texts of .NET and OpenSSL are the only place that says what the
/// peer objects to; what is not found in them is a failure without a name.
/// </summary>
internal static class HandshakeFault
{
    private static readonly (string Text, TlsFaultKind Kind)[] Errors =
    [
        ("wrong version number", TlsFaultKind.NotTls),
        ("packet length too long", TlsFaultKind.NotTls),
        ("http request", TlsFaultKind.NotTls),
        ("corrupted frame", TlsFaultKind.NotTls),
        ("protocol version", TlsFaultKind.NothingShared),
        ("unsupported protocol", TlsFaultKind.NothingShared),
        ("no protocols available", TlsFaultKind.NothingShared),
        ("handshake failure", TlsFaultKind.NothingShared),
        ("insufficient security", TlsFaultKind.NothingShared),
        ("certificate required", TlsFaultKind.OurCertificateRefused),
        ("bad certificate", TlsFaultKind.OurCertificateRefused),
        ("unknown ca", TlsFaultKind.OurCertificateRefused),
        ("certificate unknown", TlsFaultKind.OurCertificateRefused),
        ("certificate expired", TlsFaultKind.OurCertificateRefused),
        ("unsupported certificate", TlsFaultKind.OurCertificateRefused),
        ("unexpected EOF", TlsFaultKind.Closed),
    ];

    /// <summary>The fault.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="isConnected">Whether the connection was accepted.</param>
    /// <param name="wasOverdue">Whether we gave up.</param>
    public static TlsFault Of(Exception exception, bool isConnected, bool wasOverdue)
    {
        if (wasOverdue) return new TlsFault(isConnected ? TlsFaultKind.HandshakeTimeout : TlsFaultKind.Unreachable);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                return new TlsFault(
                    isConnected ? TlsFaultKind.Closed
                    : socket.SocketErrorCode == SocketError.ConnectionRefused ? TlsFaultKind.Refused
                    : TlsFaultKind.Unreachable);
            }
            foreach (var (text, kind) in Errors)
                if (inner.Message.Contains(text, StringComparison.OrdinalIgnoreCase)) return new TlsFault(kind);
        }
        return new TlsFault(TlsFaultKind.Failed, Printable.Of((exception.InnerException ?? exception).Message));
    }
}
