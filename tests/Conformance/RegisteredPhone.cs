using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>Starts SIPp as a phone that registers an extension and takes calls on the same socket or connection.</summary>
internal static class RegisteredPhone
{
    /// <summary>Adds the extension, starts the phone and waits until it is registered.</summary>
    public static async Task<SippProcess> StartAsync(
        TestSite site, string extension, string whenCalled, SipTransport transport, params (string Name, string Value)[] values)
    {
        await site.AddExtensionsAsync(extension);
        await site.RoutesAsync(extension, "LOCAL");
        var phone = SippProcess.Start(SippRole.Phone(whenCalled, transport, Loopback.NextEndpoint(), site.Node.Sip, extension, site.Domain, values));
        try
        {
            await phone.HasReceivedAsync(m => m.IsResponse(200, "REGISTER"), "200 to its REGISTER");
            await phone.PauseAsync();
            return phone;
        }
        catch
        {
            await phone.DisposeAsync();
            throw;
        }
    }
}
