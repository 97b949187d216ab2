using System.Diagnostics;
using System.Net;

namespace SystemConnector.Conformance.Tests.Nat;

/// <summary>Where a peer is.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Network">The network that the address is in; null for the loopback network that all share.</param>
internal sealed record Place(IPAddress Address, NetworkNamespace? Network = null)
{
    /// <summary>A place in the network that all share, for one alone.</summary>
    public static Place OfItsOwn() => new(Loopback.Next());

    /// <summary>Where SIP is spoken there.</summary>
    public IPEndPoint Sip => new(Address, 5060);

    /// <summary>Starts a program there.</summary>
    public Process Start(string program, IReadOnlyList<string> arguments, string directory)
    {
        var start = Network?.Start(program, arguments) ?? new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = directory;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Does there what depends on the network, such as making a socket.</summary>
    public T Within<T>(Func<T> action) => Network is null ? action() : Network.Within(action);
}
