using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SystemConnector.Conformance.Tests.Nat;

namespace SystemConnector.Conformance.Tests.Kamailio;

/// <summary>Asks a Kamailio about itself: JSON-RPC in datagrams (its module jsonrpcs).</summary>
internal static class KamailioRpc
{
    /// <summary>Where it is asked.</summary>
    public const int Port = 8090;

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(5);

    /// <summary>The whole answer: "result" or "error".</summary>
    public static async Task<JsonElement> AskAsync(Place place, string method, params string[] parameters)
    {
        using var socket = place.Within(() => new UdpClient(new IPEndPoint(place.Address, 0)));
        var question = JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id = 1, method, @params = parameters });
        await socket.SendAsync(question, new IPEndPoint(place.Address, Port), TestContext.Current.CancellationToken);
        using var bound = new CancellationTokenSource(s_bound, TimeProvider.System);
        return JsonElement.Parse((await socket.ReceiveAsync(bound.Token)).Buffer);
    }
}
