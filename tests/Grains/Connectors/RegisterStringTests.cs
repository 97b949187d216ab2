using SystemConnector.Grains.Connectors;

namespace SystemConnector.Grains.Tests.Connectors;

public sealed class RegisterStringTests
{
    [Theory]
    [InlineData("alice@pbx.example:secret", "alice", "pbx.example", "secret")]
    [InlineData("alice@192.0.2.1:p@ss:word@x", "alice", "192.0.2.1", "p@ss:word@x")]
    [InlineData("alice@[2001:db8::1]:p]w:", "alice", "2001:db8::1", "p]w:")]
    public void Parse_splits_at_the_first_separators(string text, string username, string host, string password)
    {
        Assert.True(RegisterString.TryParse(text, out var parsed));
        Assert.Equal(new RegisterString(username, host, password), parsed);
        Assert.Equal(text, RegisterString.Build(username, host, password));
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("@host:secret")]
    [InlineData("alice@host")]
    [InlineData("alice@host:")]
    [InlineData("alice@:secret")]
    [InlineData("alice@[]:secret")]
    [InlineData("alice@[::1]secret")]
    [InlineData("alice@[::1:secret")]
    public void Parse_refuses_what_lacks_a_part(string text) => Assert.False(RegisterString.TryParse(text, out _));

    [Fact]
    public void Text_of_a_register_string_has_no_password() =>
        Assert.Equal("a@b:{password}", new RegisterString("a", "b", "secret").ToString());
}
