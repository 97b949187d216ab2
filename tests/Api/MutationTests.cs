using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Contracts;

namespace SystemConnector.Api.Tests;

public sealed class MutationTests(ApiHost api)
{
    private const string Refusal = "errors { __typename ... on Error { field message } } warnings { code field message }";

    [Fact]
    public async Task Site_is_created_changed_and_deleted()
    {
        var site = await CreateSite();
        var id = site.GetProperty("id").GetString();
        var updated = await Change("updateSite", "{ site { name domains isDefault version } " + Refusal + " }", new { id, domains = new[] { "a.example" } });
        Assert.Equal(site.GetProperty("name").GetString(), updated.GetProperty("site").GetProperty("name").GetString());
        Assert.Equal("a.example", updated.GetProperty("site").GetProperty("domains")[0].GetString());
        var deleted = await Change("deleteSite", "{ site { id } " + Refusal + " }", new { id });
        Assert.Equal(id, deleted.GetProperty("site").GetProperty("id").GetString());
        Assert.Equal(["NotFoundError:id"], Errors(await Change("deleteSite", "{ site { id } " + Refusal + " }", new { id })));
    }

    [Fact]
    public async Task Stale_version_is_an_error_of_its_own()
    {
        var id = (await CreateSite()).GetProperty("id").GetString();
        var refused = await Change("updateSite", "{ site { id } " + Refusal + " }", new { id, expectedVersion = 7, name = Unique() });
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("site").ValueKind);
        Assert.Equal(["StaleVersionError:"], Errors(refused));
    }

    [Fact]
    public async Task All_faults_are_told_at_once_each_with_the_field_that_the_caller_wrote()
    {
        var siteId = (await CreateSite()).GetProperty("id").GetString();
        var name = Unique();
        api.World.Refusals[name] =
        [
            new Fault(FaultCode.Required, "name", "m"),
            new Fault(FaultCode.Malformed, "address", "m"),
            new Fault(FaultCode.OutOfRange, "ranges[0].max", "m"),
            new Fault(FaultCode.Required, "ranges", "m"),
            new Fault(FaultCode.Contradiction, "type", "m"),
            new Fault(FaultCode.Taken, "username", "m"),
            new Fault(FaultCode.NotFound, "site", "m"),
            new Fault(FaultCode.StaleVersion, "", "m"),
            new Fault(FaultCode.StorageUnavailable, "", "m"),
        ];
        var payload = await Change("createConnector", "{ connector { id } " + Refusal + " }", NewConnector(siteId, name));
        Assert.Equal(
        [
            "RequiredFieldError:name", "MalformedFieldError:ipAddress", "OutOfRangeError:extensionRanges[0].max", "RequiredFieldError:extensionRanges",
            "ContradictionError:connectionType", "TakenError:username", "NotFoundError:siteId", "StaleVersionError:", "StorageUnavailableError:",
        ], Errors(payload));
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("connector").ValueKind);
    }

    [Fact]
    public async Task Warnings_come_with_the_object()
    {
        var siteId = (await CreateSite()).GetProperty("id").GetString();
        var name = Unique();
        api.World.Warnings[name] = [new Warning(WarningCode.LocalOverlap, "ranges[0]", "m"), new Warning(WarningCode.RegisterStringLength, "registerString", "m")];
        var payload = await Change("createConnector", "{ connector { id } " + Refusal + " }", NewConnector(siteId, name));
        Assert.Equal(JsonValueKind.Object, payload.GetProperty("connector").ValueKind);
        Assert.Empty(Errors(payload));
        Assert.Equal(
            ["LOCAL_OVERLAP:extensionRanges[0]", "REGISTER_STRING_LENGTH:registerString"],
            payload.GetProperty("warnings").EnumerateArray().Select(warning => $"{warning.GetProperty("code")}:{warning.GetProperty("field")}"));
    }

    [Fact]
    public async Task Connector_has_the_defaults_that_the_schema_names_and_never_shows_its_password()
    {
        var siteId = (await CreateSite()).GetProperty("id").GetString();
        var connector = (await Change("createConnector", $"{{ connector {{ {EveryField} }} {Refusal} }}", NewConnector(siteId, Unique()))).GetProperty("connector");
        Assert.Equal("GENERIC_PASSWORD_AUTH", connector.GetProperty("connectionType").GetString());
        Assert.Equal("pbx.example", connector.GetProperty("ipAddress").GetString());
        Assert.Equal("trunk@pbx.example:{password}", connector.GetProperty("registerString").GetString());
        Assert.True(connector.GetProperty("register").GetBoolean());
        Assert.True(connector.GetProperty("enabled").GetBoolean());
        Assert.False(connector.GetProperty("natTransformation").GetBoolean());
        Assert.False(connector.GetProperty("allowTransit").GetBoolean());
        Assert.Equal(100, connector.GetProperty("priority").GetInt32());
        Assert.Equal("UDP", connector.GetProperty("transport").GetString());
        Assert.Equal(4, connector.GetProperty("noAnswerTimeoutSeconds").GetInt32());
        Assert.Equal("EXTENSION", connector.GetProperty("callerIdentity").GetString());
        Assert.Equal("150", connector.GetProperty("extensionRanges")[0].GetProperty("min").GetString());
        Assert.Equal(siteId, connector.GetProperty("site").GetProperty("id").GetString());
        Assert.DoesNotContain("s3cret", connector.ToString());
        var spec = api.World.LastSpecs[GlobalId.Connector(connector.GetProperty("id").GetString())!.Value];
        Assert.Equal("s3cret", spec.Password);
    }

    [Fact]
    public async Task Update_of_a_connector_keeps_what_is_left_out()
    {
        var siteId = (await CreateSite()).GetProperty("id").GetString();
        var name = Unique();
        var id = (await Change("createConnector", "{ connector { id } " + Refusal + " }", NewConnector(siteId, name))).GetProperty("connector").GetProperty("id").GetString();
        await Change("disableConnector", "{ connector { enabled } " + Refusal + " }", new { id });
        var changed = (await Change("updateConnector", $"{{ connector {{ {EveryField} }} {Refusal} }}", new { id, priority = 5 })).GetProperty("connector");
        Assert.Equal(5, changed.GetProperty("priority").GetInt32());
        Assert.False(changed.GetProperty("enabled").GetBoolean());
        Assert.Equal(name, changed.GetProperty("name").GetString());
        Assert.Equal("trunk", changed.GetProperty("username").GetString());
        Assert.Equal("200", changed.GetProperty("extensionRanges")[0].GetProperty("max").GetString());
        Assert.Null(api.World.LastSpecs[GlobalId.Connector(id)!.Value].Password);
        Assert.Null(api.World.LastSpecs[GlobalId.Connector(id)!.Value].RegisterString);
    }

    [Fact]
    public async Task Change_to_ip_auth_drops_the_kept_username()
    {
        var siteId = (await CreateSite()).GetProperty("id").GetString();
        var id = (await Change("createConnector", "{ connector { id } " + Refusal + " }", NewConnector(siteId, Unique()))).GetProperty("connector").GetProperty("id").GetString();
        var changed = (await Change("updateConnector", $"{{ connector {{ {EveryField} }} {Refusal} }}", new { id, connectionType = "GENERIC_IP_AUTH" })).GetProperty("connector");
        Assert.Equal("GENERIC_IP_AUTH", changed.GetProperty("connectionType").GetString());
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("username").ValueKind);
    }

    [Fact]
    public async Task Connector_is_disabled_enabled_and_deleted()
    {
        var siteId = (await CreateSite()).GetProperty("id").GetString();
        var id = (await Change("createConnector", "{ connector { id } " + Refusal + " }", NewConnector(siteId, Unique()))).GetProperty("connector").GetProperty("id").GetString();
        Assert.False((await Change("disableConnector", "{ connector { enabled } " + Refusal + " }", new { id })).GetProperty("connector").GetProperty("enabled").GetBoolean());
        Assert.True((await Change("enableConnector", "{ connector { enabled } " + Refusal + " }", new { id })).GetProperty("connector").GetProperty("enabled").GetBoolean());
        Assert.Equal(id, (await Change("deleteConnector", "{ connector { id } " + Refusal + " }", new { id })).GetProperty("connector").GetProperty("id").GetString());
        foreach (var mutation in new[] { "deleteConnector", "enableConnector", "disableConnector" })
            Assert.Equal(["NotFoundError:id"], Errors(await Change(mutation, "{ connector { id } " + Refusal + " }", new { id })));
    }

    [Theory]
    [InlineData("updateSite", "id", "site { id }")]
    [InlineData("deleteSite", "id", "site { id }")]
    [InlineData("putLocalNumbers", "siteId", "localNumbers { number }")]
    [InlineData("deleteLocalNumbers", "siteId", "localNumbers { number }")]
    [InlineData("createConnector", "siteId", "connector { id }")]
    [InlineData("updateConnector", "id", "connector { id }")]
    [InlineData("deleteConnector", "id", "connector { id }")]
    [InlineData("enableConnector", "id", "connector { id }")]
    [InlineData("disableConnector", "id", "connector { id }")]
    [InlineData("decidePrecedence", "extensionRangeId", "conflict { text }")]
    public async Task Id_that_names_nothing_of_the_kind_is_not_found(string mutation, string field, string selection)
    {
        var input = new Dictionary<string, object?> { [field] = "rubbish" };
        switch (mutation)
        {
            case "putLocalNumbers": input["numbers"] = new[] { new { number = "100" } }; break;
            case "deleteLocalNumbers": input["numbers"] = new[] { "100" }; break;
            case "decidePrecedence": input["number"] = "100"; break;
            case "createConnector":
                (input["name"], input["connectionType"], input["ipAddress"], input["extensionRanges"]) = ("x", "GENERIC_IP_AUTH", "192.0.2.1", Array.Empty<object>());
                break;
        }
        Assert.Equal([$"NotFoundError:{field}"], Errors(await Change(mutation, $"{{ {selection} {Refusal} }}", input)));
    }

    [Fact]
    public async Task Local_numbers_are_put_many_at_once_and_deleted()
    {
        var siteId = (await CreateSite()).GetProperty("id").GetString();
        var numbers = new object[]
        {
            new { number = "115", owner = "Rani Oliver", secret = "s3cret" },
            new { number = "*70", kind = "PARKING_LOT", target = "sip:lot@192.0.2.9" },
            new { number = "9", kind = "SPEED_DIAL", speedDialTo = "115" },
        };
        var put = await Change("putLocalNumbers", "{ localNumbers { number kind owner target speedDialTo hasSecret } " + Refusal + " }", new { siteId, numbers });
        Assert.Equal(["115", "*70", "9"], put.GetProperty("localNumbers").EnumerateArray().Select(number => number.GetProperty("number").GetString()));
        Assert.True(put.GetProperty("localNumbers")[0].GetProperty("hasSecret").GetBoolean());
        Assert.DoesNotContain("s3cret", put.ToString());
        var deleted = await Change("deleteLocalNumbers", "{ localNumbers { number } " + Refusal + " }", new { siteId, numbers = new[] { "115" } });
        Assert.Equal("115", deleted.GetProperty("localNumbers")[0].GetProperty("number").GetString());
    }

    [Fact]
    public async Task Fault_of_a_local_number_names_its_place()
    {
        var siteId = (await CreateSite()).GetProperty("id").GetString();
        var owner = Unique();
        api.World.Refusals[owner] = [new Fault(FaultCode.Malformed, "numbers[1].number", "m"), new Fault(FaultCode.Required, "numbers[1].target", "m")];
        var payload = await Change("putLocalNumbers", "{ localNumbers { number } " + Refusal + " }", new { siteId, numbers = new[] { new { number = "1", owner }, new { number = "x", owner } } });
        Assert.Equal(["MalformedFieldError:numbers[1].number", "RequiredFieldError:numbers[1].target"], Errors(payload));
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("localNumbers").ValueKind);
    }

    [Fact]
    public async Task Precedence_is_decided_and_taken_back()
    {
        var range = RangeId.New();
        api.World.Conflicts[range] = [QueryTests.ConflictAt(range, "115")];
        var extensionRangeId = GlobalId.Of(range);
        const string Selection = "{ conflict { text winner decided numbers { min max } } " + Refusal + " }";
        var decided = (await Change("decidePrecedence", Selection, new { extensionRangeId, number = "115", precedence = "REMOTE" })).GetProperty("conflict");
        Assert.Equal("REMOTE", decided.GetProperty("winner").GetString());
        Assert.True(decided.GetProperty("decided").GetBoolean());
        var undone = (await Change("decidePrecedence", Selection, new { extensionRangeId, number = "115", precedence = (string?)null })).GetProperty("conflict");
        Assert.Equal("LOCAL", undone.GetProperty("winner").GetString());
        api.World.Refusals["116"] = [new Fault(FaultCode.OutOfRange, "number", "m")];
        Assert.Equal(["OutOfRangeError:number"], Errors(await Change("decidePrecedence", Selection, new { extensionRangeId, number = "116", precedence = "LOCAL" })));
    }

    private const string EveryField =
        "id site { id } name connectionType ipAddress extensionRanges { id min max stripDigits prependDigits } username registerString register " +
        "natTransformation enabled allowTransit priority transport noAnswerTimeoutSeconds callerIdentity version conflictCount trunk { state }";

    private static string Unique() => $"n-{Guid.NewGuid():N}";

    private static object NewConnector(string? siteId, string name) => new
    {
        siteId,
        name,
        connectionType = "GENERIC_PASSWORD_AUTH",
        ipAddress = "pbx.example",
        extensionRanges = new[] { new { min = "150", max = "200" } },
        username = "trunk",
        password = "s3cret",
    };

    private static IEnumerable<string> Errors(JsonElement payload) =>
        payload.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("__typename")}:{error.GetProperty("field")}");

    private async Task<JsonElement> CreateSite() =>
        (await Change("createSite", "{ site { id name version } " + Refusal + " }", new { name = Unique() })).GetProperty("site");

    private async Task<JsonElement> Change(string mutation, string selection, object input)
    {
        var type = char.ToUpperInvariant(mutation[0]) + mutation[1..] + "Input!";
        return (await api.Data($"mutation ($input: {type}) {{ {mutation}(input: $input) {selection} }}", new { input })).GetProperty(mutation);
    }
}
