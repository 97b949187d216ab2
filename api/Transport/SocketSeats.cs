using System.Net;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>Bounds the WebSockets of each caller on this node, and those of whom it is not known yet who they are.</summary>
internal sealed class SocketSeats(IOptions<ApiOptions> options)
{
    private readonly Quota<string> _callers = new(options.Value.MaxSocketsPerCaller);
    private readonly Quota<IPAddress> _strangers = new(options.Value.MaxUnknownSocketsPerAddress, options.Value.MaxUnknownSockets);

    /// <summary>A seat for a socket; null when there is none left.</summary>
    public Seat? TryTake(Caller? user, IPAddress? source)
    {
        var network = FailedAttempts.Network(source ?? IPAddress.None);
        return (user is null ? _strangers.TryTake(network) : _callers.TryTake(user.Id)) ? new Seat(this, user?.Id, network) : null;
    }

    /// <summary>The place of one socket, until it is disposed.</summary>
    internal sealed class Seat(SocketSeats seats, string? caller, IPAddress network) : IDisposable
    {
        private string? _caller = caller;

        /// <summary>Says who sits there; false when that caller has no more seats.</summary>
        public bool TryGiveTo(Caller user)
        {
            if (user.Id == _caller) return true;
            if (!seats._callers.TryTake(user.Id)) return false;
            Dispose();
            _caller = user.Id;
            return true;
        }

        public void Dispose()
        {
            if (_caller is null) seats._strangers.Return(network);
            else seats._callers.Return(_caller);
        }
    }
}
