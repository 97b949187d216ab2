using System.Text;
using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Tests.Registrations;

public sealed class RegisterRequestTests
{
    [Theory]
    [InlineData("Contact: <sip:a@192.0.2.1>\r\nExpires: 0\r\n", true)]
    [InlineData("Contact: *\r\nExpires: 0\r\n", true)]
    [InlineData("Contact: <sip:a@192.0.2.1>;expires=0, <sip:b@192.0.2.1>;expires=60\r\n", false)]
    [InlineData("Contact: <sip:a@192.0.2.1>\r\n", false)]
    [InlineData("", false)]
    public void Request_that_only_takes_bindings_back_unregisters(string fields, bool isUnregister) =>
        Assert.Equal(isUnregister, Read(fields, out _).IsUnregister);

    [Theory]
    [InlineData(";expires=0", 0)]
    [InlineData(";Expires=0", 0)]
    [InlineData("; expires = 0", 0)]
    [InlineData(";q=0.5;EXPIRES=70", 70)]
    [InlineData(";x=\";expires=80\";expires=90", 90)]
    [InlineData(";expires=99999", RegisterRequest.MaxExpires)]
    [InlineData(";expires=soon", RegisterRequest.DefaultExpires)]
    [InlineData(";expires=0x", RegisterRequest.DefaultExpires)]
    [InlineData(";expires", RegisterRequest.DefaultExpires)]
    [InlineData("", 100)]
    public void Rfc3261_10_2_1_1_expires_of_a_contact_is_found_as_a_parameter(string parameters, uint expires)
    {
        Read($"Contact: <sip:a@192.0.2.1>{parameters}\r\nExpires: 100\r\n", out var granted);
        Assert.Equal([expires], granted);
    }

    [Theory]
    [InlineData(RegisterRequest.MaxContactLength, 0)]
    [InlineData(RegisterRequest.MaxContactLength + 1, 400)]
    public void Contact_that_is_too_long_for_a_key_is_refused(int length, int status) =>
        Assert.Equal(status, Read($"Contact: <sip:{new string('a', length - "sip:@1".Length)}@1>\r\n", out _).Status);

    [Theory]
    [InlineData("<sip:a\0b@192.0.2.1>")]
    [InlineData("<sip:b@192.0.2.1>, <sip:a\u007f@192.0.2.1>")]
    public void Contact_with_a_control_character_is_refused(string contacts) => Assert.Equal(400, Read($"Contact: {contacts}\r\n", out _).Status);

    [Fact]
    public void Text_of_a_device_has_no_control_characters_and_an_end()
    {
        Assert.Equal("a b c", DeviceText.Of("a\0b\u0085c"u8));
        Assert.Equal("ab\ufffd", DeviceText.Of("ab\u00e4"u8, most: 3));
    }

    private static RegisterRequest Read(string fields, out uint[] expires)
    {
        var bytes = Encoding.ASCII.GetBytes(
            "REGISTER sip:a.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\nFrom: <sip:a@a.example>;tag=1\r\nTo: <sip:a@a.example>\r\n" +
            $"Call-ID: x\r\nCSeq: 1 REGISTER\r\n{fields}Content-Length: 0\r\n\r\n");
        var message = new SipMessage();
        Assert.Equal(MessageFault.None, SipParser.Parse(message, bytes, 0, bytes.Length));
        Span<RegisterRequest.Contact> contacts = stackalloc RegisterRequest.Contact[RegisterRequest.MaxContacts];
        var read = RegisterRequest.Read(message, contacts);
        expires = [.. contacts[..read.Count].ToArray().Select(static contact => contact.Expires)];
        return read;
    }
}
