using SystemConnector.Grains.Connectors;

namespace SystemConnector.Grains.Tests.Connectors;

public sealed class FarAddressTests
{
    [Theory]
    [InlineData("pbx.example", "pbx.example", 0, "")]
    [InlineData("pbx.example:5080", "pbx.example", 5080, "")]
    [InlineData("192.0.2.1:5080", "192.0.2.1", 5080, "192.0.2.1")]
    [InlineData("2001:db8::1", "2001:db8::1", 0, "2001:db8::1")]
    [InlineData("[2001:db8::1]:5080", "2001:db8::1", 5080, "2001:db8::1")]
    [InlineData("192.0.2.1, 192.0.2.0/24, [2001:db8::7]", "192.0.2.1", 0, "192.0.2.1 192.0.2.0/24 2001:db8::7")]
    public void Address_is_read_in_each_form(string text, string host, int port, string sources)
    {
        Assert.True(FarAddress.TryParse(text, out var address));
        Assert.Equal((host, port, sources), (address.Host, address.Port, string.Join(' ', address.Sources)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-pbx")]
    [InlineData("pbx_1")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2")]
    [InlineData("pbx:0")]
    [InlineData("pbx:65536")]
    [InlineData("pbx:")]
    [InlineData("[::1")]
    [InlineData("[pbx]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("pbx, other.example")]
    [InlineData("pbx, 192.0.2.0/33")]
    [InlineData("192.0.2.0/24")]
    public void Address_of_another_form_is_refused(string text) => Assert.False(FarAddress.TryParse(text, out _));
}
