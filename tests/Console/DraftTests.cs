using SystemConnector.WebConsole.Connectors;
using SystemConnector.WebConsole.Connectors.Editing;

namespace SystemConnector.Console.Tests;

/// <summary>What becomes of a draft when somebody else saves meanwhile, and what it says of the register string.</summary>
public sealed class DraftTests
{
    [Fact]
    public void Nothing_typed_begins_with_what_somebody_else_saved()
    {
        var session = Begun();
        Assert.True(session.Meet(Saved(2) with { Name = "Theirs" }));
        Assert.Null(session.Theirs);
        Assert.False(session.IsDirty);
        Assert.Equal(("Theirs", 2), (session.Draft.Name, session.Version));
    }

    [Fact]
    public void What_was_typed_stays_and_all_other_fields_are_theirs()
    {
        var session = Begun();
        session.Draft.Name = "Mine";
        session.Draft.Password = "typed";
        Assert.True(session.Meet(Saved(2) with { Name = "Theirs", Priority = 7 }));
        Assert.Equal(("Mine", 100, 1), (session.Draft.Name, session.Draft.Priority, session.Version));
        Assert.Equal(["Name", "Priority"], DraftMerge.Differences(session.Seen, session.Theirs!.ToDraft()).Select(static difference => difference.Label));
        session.KeepMine();
        Assert.Equal(("Mine", 7, "typed", 2), (session.Draft.Name, session.Draft.Priority, session.Draft.Password, session.Version));
        Assert.True(session.IsDirty);
        Assert.Null(session.Theirs);
    }

    [Fact]
    public void What_was_typed_while_it_was_being_saved_is_still_to_be_saved()
    {
        var session = Begun();
        (session.Draft.Name, session.Draft.Password) = ("East", "new");
        var sent = session.Draft.Copy();
        session.Draft.Name = "East Wing";
        session.Draft.ExtensionRanges[0].Max = "250";
        session.Saved(Saved(2) with { Name = "East" }, sent);
        Assert.Equal(("East Wing", "250", "", 2), (session.Draft.Name, session.Draft.ExtensionRanges.Single().Max, session.Draft.Password, session.Version));
        Assert.Equal(["Name", "Extension ranges"], DraftMerge.Differences(session.Seen, session.Draft).Select(static difference => difference.Label));
    }

    [Fact]
    public void What_is_saved_and_not_changed_since_is_clean()
    {
        var session = Begun();
        (session.Draft.Name, session.Draft.Password) = ("East", "new");
        session.Saved(Saved(2) with { Name = "East" }, session.Draft.Copy());
        Assert.False(session.IsDirty);
        Assert.Equal("", session.Draft.Password);
    }

    [Fact]
    public void Range_that_was_changed_here_stays_whole()
    {
        var session = Begun();
        session.Draft.ExtensionRanges[0].Max = "250";
        Assert.True(session.IsDirty);
        session.Meet(Saved(2) with { ExtensionRanges = [new("r", "300", "399", 0, "", 0)] });
        session.KeepMine();
        Assert.Equal(("200", "250"), (session.Draft.ExtensionRanges.Single().Min, session.Draft.ExtensionRanges.Single().Max));
    }

    [Fact]
    public void Another_version_of_the_same_is_no_news()
    {
        var session = Begun();
        session.Draft.Name = "Mine";
        Assert.False(session.Meet(Saved(2) with { Enabled = false }));
        Assert.Null(session.Theirs);
        Assert.Equal(2, session.Version);
    }

    [Fact]
    public void Typed_password_makes_it_dirty_and_is_not_kept()
    {
        var session = Begun();
        session.Draft.Password = "typed";
        Assert.True(session.IsDirty);
        Assert.DoesNotContain("typed", System.Text.Json.JsonSerializer.Serialize(session.Kept), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trunk", "10.0.0.2:5080", "pass-Word.17", "trunk@10.0.0.2:pass-Word.17", "27 characters: fits")]
    [InlineData("a", "b.example", "c", "a@b.example:c", "13 characters: short")]
    [InlineData("trunk", "2001:db8::1", "pass-Word.17", "trunk@[2001:db8::1]:pass-Word.17", "32 characters: long")]
    [InlineData("trunk", "[2001:db8::1]:5080", "pass-Word.17", "trunk@[2001:db8::1]:pass-Word.17", "32 characters: long")]
    public void Register_string_is_built_without_the_port_and_its_length_is_told(string username, string address, string password, string expected, string hint)
    {
        Assert.Equal(expected, RegisterString.Of(username, address, password));
        Assert.StartsWith(hint, RegisterString.LengthHint(new ConnectorDraft { Username = username, IpAddress = address, Password = password }));
    }

    private static DraftSession Begun()
    {
        var session = new DraftSession();
        session.Begin(Saved(1));
        return session;
    }

    private static SavedConnector Saved(long version) => new(
        "id", version, Enabled: true, "West", ConnectionType.GenericPasswordAuth, "192.0.2.1", "trunk", null, Register: true,
        NatTransformation: false, TrunkTransport.Udp, 100, CallerIdentity.Extension, TrustIdentity: false, AllowTransit: false, Md5Only: false,
        4, 1800, 0, null, new(Verify: true, null), new(1000, 100, 500, 10), new("site", "Site"), [new("r", "200", "299", 0, "", 0)], null, null);
}
