using Microsoft.Extensions.Options;
using SystemConnector.Silo.Options;

namespace SystemConnector.Silo.Tests.Options;

public sealed class ConfigurationFaultsTests
{
    private static readonly OptionsValidationException Sip = new("", typeof(SipOptions), ["Sip: one", "Sip: two"]);
    private static readonly OptionsValidationException Api = new("", typeof(SystemConnector.Api.ApiOptions), ["Api: three"]);

    [Fact]
    public void Faults_of_several_sections_are_found() =>
        Assert.Equal(["Sip: one", "Sip: two", "Api: three"], ConfigurationFaults.In(new AggregateException(Sip, Api)));

    [Fact]
    public void Faults_of_one_section_are_found() => Assert.Equal(["Sip: one", "Sip: two"], ConfigurationFaults.In(Sip));

    [Fact]
    public void Another_exception_is_none_of_the_configuration()
    {
        Assert.Empty(ConfigurationFaults.In(new InvalidOperationException()));
        Assert.Empty(ConfigurationFaults.In(new AggregateException(Sip, new InvalidOperationException())));
    }
}
