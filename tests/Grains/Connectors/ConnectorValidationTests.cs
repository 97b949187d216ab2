using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Connectors;

public sealed class ConnectorValidationTests
{
    [Fact]
    public void Fields_left_out_are_taken_from_the_register_string()
    {
        var spec = new ConnectorSpec("B", ConnectionType.Password, "", [new ExtensionRangeSpec("150", "200")], RegisterString: "trunk-b@[2001:db8::1]:a:b@c");
        var draft = ConnectorValidation.Check(spec, null).Draft!;
        Assert.Equal(("[2001:db8::1]", "trunk-b", "a:b@c"), (draft.Address, draft.Username, draft.Password));
    }

    [Fact]
    public void Register_string_that_contradicts_each_field_is_told_for_each()
    {
        var spec = Specs.Password() with { RegisterString = "other@c.example:else" };
        var faults = ConnectorValidation.Check(spec, null).Faults;
        Assert.Equal(3, faults.Length);
        Assert.All(faults, f => Assert.Equal((FaultCode.Contradiction, "registerString"), (f.Code, f.Field)));
    }

    [Theory]
    [InlineData("b.example", "trunk-b@B.EXAMPLE:pw")]
    [InlineData("b.example:5080", "trunk-b@b.example:pw")]
    [InlineData("2001:db8:0::1", "trunk-b@[2001:db8::1]:pw")]
    public void Register_string_agrees_with_another_way_to_write_the_host(string address, string text)
    {
        var spec = Specs.Password() with { Address = address, Password = null, RegisterString = text };
        Assert.Empty(ConnectorValidation.Check(spec, null).Faults);
    }

    [Theory]
    [InlineData("u", "h", "0123456789abcde", true)]   // 19 characters
    [InlineData("u", "h", "0123456789abcdef", false)] // 20
    [InlineData("u", "h", "0123456789abcdef0123456789", false)] // 30
    [InlineData("u", "h", "0123456789abcdef0123456789a", true)] // 31
    public void Register_string_of_unusual_length_is_a_warning(string username, string host, string password, bool warned)
    {
        var check = ConnectorValidation.Check(Specs.Password() with { Username = username, Address = host, Password = password }, null);
        Assert.NotNull(check.Draft);
        Assert.Equal(warned, check.Warnings.Any(w => w.Code == WarningCode.RegisterStringLength));
    }

    [Fact]
    public void Shown_register_string_given_back_keeps_the_password()
    {
        var spec = Specs.Password() with { Password = null, RegisterString = "trunk-b@b.example:{password}" };
        Assert.Equal("kept", ConnectorValidation.Check(spec, "kept").Draft!.Password);
        Assert.Equal(FaultCode.Required, ConnectorValidation.Check(spec, null).Faults.Single().Code);
    }

    [Fact]
    public void Credentials_of_an_ip_connector_are_a_contradiction()
    {
        var faults = ConnectorValidation.Check(Specs.Ip() with { Username = "u", Password = "p" }, null).Faults;
        Assert.Equal(["username", "password"], faults.Select(f => f.Field));
    }

    [Fact]
    public void Every_fault_is_found()
    {
        var spec = new ConnectorSpec("", ConnectionType.Password, "a b", [
            new ExtensionRangeSpec("100", "1000"), new ExtensionRangeSpec("x", ""), new ExtensionRangeSpec("20", "10"),
            new ExtensionRangeSpec("30", "39", 2), new ExtensionRangeSpec("35", "45"), new ExtensionRangeSpec("40", "49", 3, "a")],
            Username: "a@b", Password: "\u0001", Priority: 1001, NoAnswerTimeoutSeconds: 0,
            SessionExpiresSeconds: 89, Tls: new TlsPolicy(Fingerprint: "12:34"), Limits: new TrunkLimits(-1, 10_001, 100_001, 0), KeepPreviousPasswordHours: 169);
        var faults = ConnectorValidation.Check(spec, null).Faults;
        Assert.Equal(
            ["address", "keepPreviousPasswordHours", "limits.callsPerSecond", "limits.channels", "limits.contacts", "limits.pendingTransactions",
             "name", "noAnswerTimeoutSeconds", "password", "priority", "ranges[0].max", "ranges[1].max", "ranges[1].min",
             "ranges[2].max", "ranges[3].prependDigits", "ranges[5].prependDigits", "ranges[5].stripDigits", "sessionExpiresSeconds",
             "tls.fingerprint", "username"],
            faults.Select(f => f.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ranges_of_one_connector_that_overlap_are_a_contradiction()
    {
        var spec = Specs.Ip() with { Ranges = [new("100", "199"), new("1000", "1999"), new("150", "250")] };
        Assert.Equal("ranges[2]", ConnectorValidation.Check(spec, null).Faults.Single().Field);
        Assert.Equal("ranges", ConnectorValidation.Check(spec with { Ranges = default }, null).Faults.Single().Field);
    }
}
