using System.Net;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>Generic Password Auth: SIPp challenges us, and we challenge SIPp.</summary>
public class PasswordConnectorTests(SharedNode shared)
{
    private const string Username = "trunk";
    private const string Password = "pass-Word.17";
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task We_register_and_call_answering_the_far_ends_challenges(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Loopback.NextEndpoint();
        await site.AddExtensionsAsync("100");
        await using var far = await FarEndAsync(transport, east, Password);
        var connector = await site.AddPasswordConnectorAsync("East", east, "200", "299", transport, Username, Password, register: true);
        var trunk = await connector.TrunkIsAsync("REGISTERED", s_bound);
        Assert.True(trunk.GetProperty("usable").GetBoolean());

        // The second call may carry the first one's credentials; the far end asks it again, with a nonce of its own.
        for (var call = 0; call < 2; call++)
            await SippProcess.RunAsync(SippRole.Caller("caller_short", transport, Loopback.NextEndpoint(), site.Node.Sip, "100", "200", site.Domain));
        await far.FinishAsync();

        var registers = far.ReceivedRequests("REGISTER");
        Assert.Contains($"sip:{Username}@", registers[0].Header("To"), StringComparison.Ordinal);
        Assert.Contains(registers, m => m.Header("Authorization").Contains($"username=\"{Username}\"", StringComparison.Ordinal));
        Assert.Equal(2, far.ReceivedRequests("BYE").Count);
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Rejected_registration_says_why_without_the_password(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Loopback.NextEndpoint();
        await using var far = await FarEndAsync(transport, east, "another");
        var connector = await site.AddPasswordConnectorAsync("East", east, "200", "299", transport, Username, Password, register: true);
        var trunk = await connector.TrunkIsAsync("REJECTED", s_bound);
        Assert.False(trunk.GetProperty("usable").GetBoolean());
        Assert.NotEqual("", trunk.GetProperty("cause").GetString());
        Assert.DoesNotContain(Password, trunk.GetRawText(), StringComparison.Ordinal);
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, trunk.GetProperty("nextTry").ValueKind);
        Assert.DoesNotContain(Password, site.Node.Log, StringComparison.Ordinal);
        await far.FinishAsync();
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Call_is_refused_when_the_far_end_rejects_our_credentials(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Loopback.NextEndpoint();
        await site.AddExtensionsAsync("100");
        await using var far = await FarEndAsync(transport, east, "another");
        await site.AddPasswordConnectorAsync("East", east, "200", "299", transport, Username, Password, register: false);
        await site.RoutesAsync("200", "REMOTE");
        // The caller is not asked for credentials that are ours to give.
        var calling = await SippProcess.RunAsync(SippRole.Caller(
            "caller_refused", transport, Loopback.NextEndpoint(), site.Node.Sip, "100", "200", site.Domain, ("status", "403")));
        await far.FinishAsync();
        Assert.DoesNotContain(calling, m => !m.Sent && m.Text.Contains("realm=\"far\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Far_end_registers_with_us_and_calls_in(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Loopback.NextEndpoint();
        await site.AddPasswordConnectorAsync("East", east, "200", "299", transport, Username, Password, register: false);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee", transport);
        var registration = await SippProcess.RunAsync(SippRole.Caller(
            "register", transport, east, site.Node.Sip, Username, "", site.Domain, ("password", Password)));
        Assert.Contains(registration, m => !m.Sent && m.IsResponse(401, "REGISTER"));

        var call = await SippProcess.RunAsync(SippRole.Caller(
            "caller", transport, new IPEndPoint(east.Address, 5070), site.Node.Sip, Username, "150", site.Domain, ("password", Password)));
        Assert.Contains(call, m => !m.Sent && (m.IsResponse(401, "INVITE") || m.IsResponse(407, "INVITE")));
        await phone.FinishAsync();
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Far_end_with_a_wrong_password_neither_registers_nor_calls(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Loopback.NextEndpoint();
        await site.AddPasswordConnectorAsync("East", east, "200", "299", transport, Username, Password, register: false);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_short", transport);
        await SippProcess.RunAsync(SippRole.Caller(
            "register_refused", transport, east, site.Node.Sip, Username, "", site.Domain, ("password", "wrong")));
        await SippProcess.RunAsync(SippRole.Caller(
            "caller_wrong_password", transport, new IPEndPoint(east.Address, 5070), site.Node.Sip, Username, "150", site.Domain, ("password", "wrong")));
        await phone.FinishAsync();
        Assert.Empty(phone.ReceivedRequests("INVITE"));
    }

    private static Task<SippProcess> FarEndAsync(SipTransport transport, IPEndPoint local, string password) =>
        SippProcess.ListenAsync(SippRole.Listener("far_end_password", transport, local, ("trunkUser", Username), ("trunkPassword", password)));
}
