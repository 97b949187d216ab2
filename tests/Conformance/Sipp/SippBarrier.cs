using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SystemConnector.Conformance.Tests.Sipp;

/// <summary>
/// The other end of a scenario's sendCmd and recvCmd: SIPp says that it reached a phase and goes on when it is told to.
/// So a test acts in the middle of a call without guessing how long anything takes.
/// </summary>
internal sealed class SippBarrier : IDisposable
{
    private const byte EndOfCommand = 27; // SIPp ends a command with ESC.

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _sipp;
    private string _callId = "";

    public SippBarrier() => _listener.Start();

    /// <summary>Where SIPp finds the barrier.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Waits until the call is at the barrier.</summary>
    public async Task ReachedAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        _sipp = await _listener.AcceptTcpClientAsync(bound.Token);
        var command = new StringBuilder();
        var one = new byte[1];
        while (await _sipp.GetStream().ReadAsync(one, bound.Token) == 1 && one[0] != EndOfCommand) command.Append((char)one[0]);
        _callId = command.ToString().Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("Call-ID:", StringComparison.OrdinalIgnoreCase))[8..].Trim();
    }

    /// <summary>Lets the call go on.</summary>
    public async Task ReleaseAsync() => await _sipp!.GetStream().WriteAsync(
        (byte[])[.. Encoding.ASCII.GetBytes($"Call-ID: {_callId}\r\nPhase: go\r\n\r\n"), EndOfCommand], TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _sipp?.Dispose();
        _listener.Dispose();
    }
}
