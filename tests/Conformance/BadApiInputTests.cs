using System.Text.Json;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Conformance.Tests;

/// <summary>Malformed requests and inputs get every fault with its field, over the API of a real node.</summary>
public class BadApiInputTests(SharedNode shared)
{
    [Theory]
    [InlineData("{")]
    [InlineData("{ nothing }")]
    [InlineData("mutation { createSite }")]
    [InlineData("mutation { createConnector(input: {}) { errors { __typename } } }")]
    [InlineData("query { explainRoute(siteId: 7, number: 8) { outcome } }")]
    public async Task Malformed_document_is_refused_with_its_errors(string document)
    {
        RequireLoopback();
        var node = await shared.GetAsync();
        var answer = await node.GraphQl.SendAsync(document);
        var errors = answer.GetProperty("errors");
        Assert.NotEqual(0, errors.GetArrayLength());
        Assert.All(errors.EnumerateArray(), error => Assert.NotEqual("", error.GetProperty("message").GetString()));
        Assert.DoesNotContain("   at ", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connector_input_gets_every_fault_with_its_field()
    {
        RequireLoopback();
        var site = await shared.NewSiteAsync();
        var fields = await FaultsAsync(site, new
        {
            siteId = site.Id,
            name = "",
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = "not a host!",
            extensionRanges = new object[] { new { min = "299", max = "200" }, new { min = "20", max = "2000" }, new { min = "x", max = "299", stripDigits = 9 } },
            priority = 5000,
            noAnswerTimeoutSeconds = 0,
        });
        foreach (var field in new[] { "name", "ipAddress", "username", "password", "priority", "noAnswerTimeoutSeconds", "extensionRanges[0]", "extensionRanges[1]", "extensionRanges[2]" })
            Assert.Contains(fields, f => f.Contains(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Register_string_that_contradicts_the_fields_is_refused()
    {
        RequireLoopback();
        var site = await shared.NewSiteAsync();
        var fields = await FaultsAsync(site, new
        {
            siteId = site.Id,
            name = "East",
            connectionType = "GENERIC_PASSWORD_AUTH",
            ipAddress = "198.51.100.7",
            extensionRanges = new object[] { new { min = "200", max = "299" } },
            username = "trunk",
            password = "secret",
            registerString = "other@198.51.100.7:secret",
        });
        Assert.NotEmpty(fields);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(TestSite site, object input)
    {
        var payload = await site.Node.GraphQl.MutateAsync("createConnector", input, "connector { id }");
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("connector").ValueKind);
        var errors = payload.GetProperty("errors").EnumerateArray().ToList();
        Assert.All(errors, error => Assert.False(string.IsNullOrEmpty(error.GetProperty("message").GetString())));
        return [.. errors.Select(error => error.GetProperty("field").GetString() ?? "")];
    }

    private static void RequireLoopback() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shared node has an address of 127.0.0.0/8 of its own, which only Linux has");
}
