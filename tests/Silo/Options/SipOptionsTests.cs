using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemConnector.Api;
using SystemConnector.Silo.Options;

namespace SystemConnector.Silo.Tests.Options;

public sealed class SipOptionsTests
{
    [Fact]
    public void Nothing_configured_is_valid()
    {
        var options = Read();
        Assert.Equal(ListenUri.Defaults, options.ListenUris);
        Assert.Equal(500, options.Timers.T1);
    }

    [Fact]
    public void Configured_values_are_read()
    {
        var options = Read(
            ("Sip:Listen:0", "udp:127.0.0.1:0"), ("Sip:Listen:1", "udp:127.0.0.1:0"), ("sip:advertisedaddress", "[2001:db8::1]"),
            ("Sip:Limits:MaxHeaderFields", "64"), ("Sip:Timers:T1", "250"));
        Assert.Equal(2, options.ListenUris.Count);
        Assert.Equal("[2001:db8::1]", options.AdvertisedAddress);
        Assert.Equal(64, options.Limits.MaxHeaderFields);
        Assert.Equal(250, options.Timers.T1);
    }

    [Fact]
    public void Every_fault_is_reported_with_its_key()
    {
        var faults = Faults(
            ("Sip:Listen:0", "udp:127.0.0.1:5060"), ("Sip:Listen:1", "sctp:127.0.0.1:5061"), ("Sip:Listen:2", "udp:127.0.0.1:5060"),
            ("Sip:AdvertisedAddress", "example.com:5060"), ("Sip:Timers:T1", "1"), ("Sip:Limits:MaxMessageSize", "0"),
            ("Sip:Lisen", "x"), ("Sip:Timers:T9", "1"));
        Assert.Equal(
            [
                "Sip:AdvertisedAddress", "Sip:Limits:MaxMessageSize", "Sip:Lisen", "Sip:Listen:1", "Sip:Listen:2", "Sip:Timers:T1", "Sip:Timers:T9",
            ],
            faults.Select(static fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Addresses_that_may_move_here_are_those_of_others_each_with_its_port()
    {
        Assert.Equal(2, Read(("Sip:Listen:0", "udp:127.0.0.1:5060"), ("Sip:StandbyListen:0", "udp:127.0.0.2:5060"), ("Sip:StandbyListen:1", "tcp:127.0.0.1:5060")).StandbyUris.Count);
        var faults = Faults(
            ("Sip:Listen:0", "udp:127.0.0.1:5060"), ("Sip:Listen:1", "tcp:0.0.0.0:5060"), ("Sip:StandbyListen:0", "udp:127.0.0.1:5060"),
            ("Sip:StandbyListen:1", "tcp:127.0.0.2:5060"), ("Sip:StandbyListen:2", "udp:127.0.0.2:0"), ("Sip:StandbyListen:3", "udp:0.0.0.0:5070"), ("Sip:StandbyListen:4", "nothing"));
        Assert.Equal(5, faults.Count(static fault => fault.StartsWith("Sip:StandbyListen:", StringComparison.Ordinal)));
        // By default a node listens on all addresses.
        Assert.Single(Faults(("Sip:StandbyListen:0", "udp:127.0.0.2:5060")));
    }

    [Fact]
    public void Unknown_key_names_the_nearest_known_one()
    {
        var fault = Assert.Single(Faults(("Sip:AdvertizedAdress", "a.example")));
        Assert.Equal("Sip:AdvertizedAdress: there is no such option; the nearest is 'Sip:AdvertisedAddress'.", fault);
    }

    [Fact]
    public void Unknown_key_in_a_group_names_the_nearest_of_the_group()
    {
        var fault = Assert.Single(Faults(("Sip:Limits:MaxMesageSize", "2000")));
        Assert.Contains("'Sip:Limits:MaxMessageSize'", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void List_that_only_the_binder_fills_is_known()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Api:Oidc:Admins:0", "phones"), new("Api:Oidc:Admin", "phones")]).Build();
        var found = new UnknownKeys<ApiOptions>(configuration, ApiOptions.SectionName).Validate(null, new ApiOptions());
        Assert.Equal(["Api:Oidc:Admin: there is no such option; the nearest is 'Api:Oidc:Admins'."], found.Failures!);
    }

    [Fact]
    public void List_given_as_one_value_is_a_fault_and_not_ignored()
    {
        var fault = Assert.Single(Faults(("Sip:Listen", "udp:127.0.0.1:5060")));
        Assert.Equal("Sip:Listen: is a list; its first item is 'Sip:Listen:0'.", fault);
    }

    private static IEnumerable<string> Faults(params (string Key, string Value)[] settings) =>
        Assert.Throws<OptionsValidationException>(() => Read(settings)).Failures;

    private static SipOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        using var services = new ServiceCollection().AddSipOptions(configuration).BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
        return services.GetRequiredService<IOptions<SipOptions>>().Value;
    }
}
