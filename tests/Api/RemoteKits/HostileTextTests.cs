using System.Xml.Linq;
using GraphQLParser;
using SystemConnector.Api.RemoteKits;

namespace SystemConnector.Api.Tests.RemoteKits;

/// <summary>Names are free text, and usernames have symbols that mean something in configuration files: none of it may get out of its place.</summary>
public sealed class HostileTextTests
{
    private const string Username = "a'b(c)&d=e+$f!g*~";

    private static readonly string Name = KitText.Name("x\"y;z]<&'\\$(id)\u00e9 {q}`|");

    [Fact]
    public void Name_is_a_word_everywhere()
    {
        Assert.Matches("^[A-Za-z0-9_-]+$", Name);
        Assert.Equal("system-connector", KitText.Name("\"';"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_of_FreeSwitch_stay_well_formed(bool weRegister)
    {
        var kit = FreeSwitchKit.Of(Hostile(weRegister));
        var values = kit.Steps.Where(static step => step.Where.EndsWith(".xml", StringComparison.Ordinal))
            .SelectMany(static step => XDocument.Parse(step.Text).Descendants().Attributes()).Select(static attribute => attribute.Value).ToList();
        Assert.Contains(Username, values);
        Assert.Contains(KitText.Password, values);
    }

    [Fact]
    public void Row_of_Kamailio_keeps_its_quotes()
    {
        var insert = KamailioKit.Of(Hostile(weRegister: false)).Steps.Single(static step => step.Title == "Account").Text;
        Assert.Contains("'a''b(c)&d=e+$f!g*~'", insert);
        Assert.Equal(0, insert.Count(static c => c == '\'') % 2);
        Assert.DoesNotContain('\n', insert[(insert.IndexOf("VALUES", StringComparison.Ordinal) + 1)..].TrimEnd(';'));
    }

    [Fact]
    public void Username_at_a_shell_is_one_word() =>
        Assert.Contains(@"kamctl add 'a'\''b(c)&d=e+$f!g*~' '{password}'", KamailioKit.Of(Hostile(weRegister: true)).Steps.Single(static step => step.Title == "Account").Text);

    [Fact]
    public void Asterisk_is_given_no_name_that_its_dial_plan_would_cut()
    {
        var kit = AsteriskKit.Of(Hostile(weRegister: true));
        Assert.All(kit.Steps.Where(static step => step.Where.Contains("extensions")), static step => Assert.DoesNotContain('&', step.Text));
        Assert.Contains(kit.Notes, static note => note.Contains(Username));
    }

    [Fact]
    public void Mutation_is_one_document_whatever_the_names_are()
    {
        var facts = Hostile(weRegister: true) with { SiteName = "\"}) { evil } #\\\n" };
        var text = SystemConnectorKit.Of(facts).Steps.Single(static step => step.Title == "Connector to us").Text;
        Assert.Single(Parser.Parse(text).Definitions);
    }

    [Fact]
    public void No_kit_shows_more_of_the_password_than_its_placeholder()
    {
        foreach (var system in Enum.GetValues<RemoteSystem>())
            foreach (var (_, facts) in Kits.Kinds)
            {
                var steps = Api.RemoteKits.RemoteKits.Of(system, facts).Steps;
                Assert.Equal(facts.HasPassword, steps.Any(static step => step.NeedsPassword));
            }
    }

    private static KitFacts Hostile(bool weRegister) => Kits.Facts with { Name = Name, Username = Username, WeRegister = weRegister };
}
