using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Tests.Rfc4475;

public sealed class TortureTests
{
    public static TheoryData<string> Names => [.. TortureMessages.All.Select(m => m.Name)];

    [Fact]
    public void Rfc4475_table_holds_every_message_once()
    {
        Assert.Equal(49, TortureMessages.All.Count);
        Assert.Equal(49, TortureMessages.All.Select(m => m.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rfc4475_message_has_the_expected_outcome(string name)
    {
        var expected = TortureMessages.All.Single(m => m.Name == name);
        var fault = Parse(name, out var message);
        Assert.Equal(expected.Fault, fault);
        if (fault != MessageFault.None && expected.Status > 0)
        {
            Assert.Equal(expected.Status, MessageFaults.Status(fault));
            Assert.True(message.CanBeAnswered);
        }
        if (expected.Status == 0 && message.IsRequest) Assert.False(message.CanBeAnswered);
    }

    [Fact]
    public void Rfc4475_3_1_1_1_folded_values_are_read_whole()
    {
        Assert.Equal(MessageFault.None, Parse("wsinv", out var message));
        Assert.Equal("1918181833n", Text(message, message.To.Tag));
        Assert.Equal("98asjd8", Text(message, message.From.Tag));
        Assert.Equal("\"J Rosenberg \\\\\\\"\"", Text(message, message.From.Display));
        Assert.Equal(68, message.MaxForwards);
        Assert.Equal(9u, message.CSeq);
        Assert.Equal("192.0.2.2", Text(message, message.TopVia.Host));
        Assert.Equal("390skdjuw", Text(message, message.TopVia.Branch));
        Assert.Equal(150, message.Body.Length);

        var branches = new List<string>();
        foreach (var field in message.Fields)
        {
            if (field.Name != HeaderName.Via) continue;
            foreach (var value in HeaderValues.Of(message, field))
            {
                Assert.True(ViaParser.TryParse(message[value], value.Start, out var via));
                branches.Add(Text(message, via.Branch));
            }
        }
        Assert.Equal(["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"], branches);
    }

    [Fact]
    public void Rfc4475_3_1_1_2_unusual_characters_are_read_whole()
    {
        Assert.Equal(MessageFault.None, Parse("intmeth", out var message));
        Assert.Equal("!interesting-Method0123456789_*+`.%indeed'~", Text(message, message.MethodText));
        Assert.Equal("\"BEL:\\\a NUL:\\\0 DEL:\\\u007f\"", Text(message, message.To.Display));
        Assert.Equal("_token~1'+`*%!-.", Text(message, message.From.Tag));
        Assert.True(SipUri.TryParse(message[message.RequestUri], out var uri));
        Assert.Equal("example.com", Encoding.UTF8.GetString(uri.Host));
    }

    [Fact]
    public void Rfc4475_3_1_1_4_escaped_nul_does_not_shorten_the_user()
    {
        Parse("escnull", out var message);
        Assert.True(SipUri.TryParse(message[message.To.Uri], out var uri));
        var user = new byte[32];
        var length = SipUri.Unescape(uri.User, user);
        Assert.Equal("null-\0-null", Encoding.UTF8.GetString(user, 0, length));
    }

    [Fact]
    public void Rfc4475_3_1_1_5_escaped_name_is_no_contact()
    {
        Parse("esc02", out var message);
        Assert.Equal(SipMethod.Other, message.Method);
        Assert.Equal(2, message.Fields.ToArray().Count(f => f.Name == HeaderName.Contact));
    }

    [Fact]
    public void Rfc4475_3_1_1_8_octets_behind_the_body_are_discarded()
    {
        Parse("dblreq", out var message);
        Assert.True(message.Body.IsEmpty);
        Assert.EndsWith("Content-Length: 0\r\n\r\n", Encoding.UTF8.GetString(message.Bytes));
    }

    [Fact]
    public void Rfc4475_3_1_1_9_semicolon_belongs_to_the_user()
    {
        Parse("semiuri", out var message);
        Assert.True(SipUri.TryParse(message[message.RequestUri], out var uri));
        Assert.Equal("user;par=u%40example.net", Encoding.UTF8.GetString(uri.User));
        Assert.True(uri.Parameters.IsEmpty);
    }

    [Fact]
    public void Rfc4475_3_1_1_11_binary_body_is_framed_by_its_length()
    {
        Parse("mpart01", out var message);
        Assert.Equal(553, message.Body.Length);
        Assert.EndsWith("--7a9cbec02ceef655--\r\n", Encoding.Latin1.GetString(message[message.Body]));
    }

    [Fact]
    public void Rfc4475_3_3_12_parameter_of_a_bare_contact_is_the_fields()
    {
        Parse("cparam01", out var bare);
        Assert.True(bare.TryFind(HeaderName.Contact, out var field));
        Assert.True(NameAddressParser.TryParse(bare, field.Value, out var contact));
        Assert.Equal("sip:+19725552222@gw1.example.net", Text(bare, contact.Uri));
        Assert.Equal(";unknownparam", Text(bare, contact.Parameters));

        Parse("cparam02", out var bracketed);
        Assert.True(bracketed.TryFind(HeaderName.Contact, out field));
        Assert.True(NameAddressParser.TryParse(bracketed, field.Value, out contact));
        Assert.Equal("sip:+19725552222@gw1.example.net;unknownparam", Text(bracketed, contact.Uri));
    }

    private static MessageFault Parse(string name, out SipMessage message)
    {
        var bytes = TortureMessages.All.Single(m => m.Name == name).Bytes();
        message = new SipMessage();
        return SipParser.Parse(message, bytes, 0, bytes.Length);
    }

    private static string Text(SipMessage message, Slice slice) => Encoding.UTF8.GetString(message[slice]);
}
