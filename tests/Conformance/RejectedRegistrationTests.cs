using SystemConnector.Conformance.Tests.Kamailio;
using SystemConnector.Conformance.Tests.Nat;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Conformance.Tests;

/// <summary>Credentials that the far side refuses and then takes; a class of its own, since it waits for our next try of its own accord.</summary>
public class RejectedRegistrationTests(SharedNode shared)
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Trunk_registers_again_by_itself_when_the_password_is_corrected_at_the_far_end()
    {
        KamailioInstallation.Require();
        var site = await shared.NewSiteAsync();
        var place = Place.OfItsOwn();
        await using var kamailio = await KamailioProcess.StartAsync(site, FarEndKind.Registrar, place, password: "not-what-we-have");
        var connector = await site.AddPasswordConnectorAsync(
            "East", place.Sip, "200", "299", SipTransport.Udp, KamailioProcess.Username, KamailioProcess.Password, register: true);
        var rejected = await connector.TrunkIsAsync("REJECTED", s_bound);
        Assert.False(rejected.GetProperty("usable").GetBoolean());
        var cause = rejected.GetProperty("cause").GetString()!;
        Assert.StartsWith("The far side refused the username or password of this connector", cause, StringComparison.Ordinal);
        Assert.Contains("realm \"far.test\"", cause, StringComparison.Ordinal);
        Assert.DoesNotContain(KamailioProcess.Password, cause, StringComparison.Ordinal);

        await kamailio.RestartAsync(KamailioProcess.Password);
        // RFC 5626 §4.5: after the first failure the next try comes within a minute, when it was said to.
        var wait = rejected.GetProperty("nextTry").GetDateTimeOffset() - TimeProvider.System.GetUtcNow();
        Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        var registered = await connector.TrunkIsAsync("REGISTERED", wait + s_bound);
        Assert.True(registered.GetProperty("usable").GetBoolean());
        Assert.Null(registered.GetProperty("cause").GetString());
    }
}
