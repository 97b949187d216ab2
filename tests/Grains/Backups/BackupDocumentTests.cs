using System.Text.Json;
using System.Text.Json.Nodes;
using SystemConnector.Contracts;
using SystemConnector.Grains.Backups;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Tests.Backups;

public sealed class BackupDocumentTests
{
    private const string Phrase = "correct horse battery";

    private static readonly BackupContent _content = new()
    {
        MadeAt = DateTimeOffset.UnixEpoch,
        Sites = [new SiteRow { Id = Guid.CreateVersion7(), Name = "A", Domains = [new SiteDomainRow { Domain = "a.example" }] }],
        LocalNumbers = [],
        Connectors = [new ConnectorRow { Id = Guid.CreateVersion7(), Name = "B", Password = [1, 2, 3], ConflictCount = 4 }],
        Decisions = [],
        Secrets = new() { ["connector/x/password"] = [115, 51, 99] },
    };

    private static readonly string _document = BackupDocument.Seal(_content, Phrase);

    [Fact]
    public void Backup_opens_with_its_passphrase_whatever_the_white_space()
    {
        foreach (var text in new[] { _document, JsonNode.Parse(_document)!.ToJsonString(new JsonSerializerOptions { WriteIndented = false }), "\uFEFF" + _document })
        {
            var (content, fault) = BackupDocument.Open(text, Phrase);
            Assert.Null(fault);
            Assert.Equal("a.example", content!.Sites[0].Domains[0].Domain);
            Assert.Equal("a", content.Sites[0].NameFolded);
            Assert.Equal([115, 51, 99], content.Secrets["connector/x/password"]);
            // Sealed under this database's key, or counted here: neither is of use elsewhere.
            Assert.Equal((null, 0), (content.Connectors[0].Password, content.Connectors[0].ConflictCount));
        }
        Assert.DoesNotContain("s3c", _document, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_passphrase_is_told_from_a_changed_document()
    {
        Assert.Equal((FaultCode.Contradiction, "passphrase"), Refused(_document, "another horse battery"));
        Assert.Equal((FaultCode.Malformed, "document"), Refused(_document.Replace("\"name\": \"B\"", "\"name\": \"X\"", StringComparison.Ordinal), Phrase));
        Assert.Equal((FaultCode.Malformed, "document"), Refused("{}", Phrase));
        Assert.Equal((FaultCode.Malformed, "document"), Refused("not JSON", Phrase));
        Assert.Equal((FaultCode.OutOfRange, "document"), Refused(Changed(d => d["version"] = 2), Phrase));
    }

    [Fact]
    public void Every_change_of_a_member_is_noticed()
    {
        foreach (var change in new Action<JsonObject>[]
        {
            static d => d["content"]!["madeAt"] = "2020-01-01T00:00:00+00:00",
            static d => d["content"]!["sites"]!.AsArray().Clear(),
            static d => d["content"]!["more"] = 1,
            static d => d["more"] = 1,
            static d => d["keyDerivation"]!["more"] = 1,
            static d => d.Remove("secrets"),
            static d => d["secrets"] = "AAAA",
            static d => d["secrets"] = "!",
            static d => d["keyDerivation"]!["iterations"] = 100_000_000,
            static d => d["version"] = "1",
        })
            Assert.Equal((FaultCode.Malformed, "document"), Refused(Changed(change), Phrase));
        var (content, fault) = BackupDocument.Open(_document.Insert(1, "\"format\": \"system-connector-backup\","), Phrase);
        Assert.True(content is null && fault!.Code == FaultCode.Malformed);
    }

    [Theory]
    [InlineData("short", 2)]
    [InlineData("aaaaaaaaaaaaaaa", 1)]
    [InlineData("1234567890123", 1)]
    [InlineData("correct horse battery", 0)]
    public void Passphrase_that_is_guessed_is_refused(string passphrase, int faults) => Assert.Equal(faults, Passphrase.Check(passphrase).Count());

    private static string Changed(Action<JsonObject> change)
    {
        var document = JsonNode.Parse(_document)!.AsObject();
        change(document);
        return document.ToJsonString();
    }

    private static (FaultCode, string) Refused(string document, string passphrase)
    {
        var (content, fault) = BackupDocument.Open(document, passphrase);
        Assert.Null(content);
        return (fault!.Code, fault.Field);
    }
}
