using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.Tests;

public sealed class ExaminationTests(ApiHost api)
{
    [Fact]
    public async Task Examination_is_told_check_by_check()
    {
        var payload = await Examine(Add(), "600");
        Assert.Equal(0, payload.GetProperty("errors").GetArrayLength());
        var examination = payload.GetProperty("examination");
        Assert.Equal((false, "600 is not there."), (examination.GetProperty("healthy").GetBoolean(), examination.GetProperty("verdict").GetString()));
        Assert.Equal(["DNS PASSED An address. 13", "TLS SKIPPED UDP. 0"], examination.GetProperty("checks").EnumerateArray().Select(static check =>
            $"{check.GetProperty("kind")} {check.GetProperty("outcome")} {check.GetProperty("text")} {check.GetProperty("milliseconds")}"));
    }

    [Fact]
    public async Task Refusal_is_an_error_of_the_payload()
    {
        var id = Add();
        api.World.Refusals[id.ToString()] = [new Fault(FaultCode.Contradiction, "id", "It is being examined already.")];
        var payload = await Examine(id, null);
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("examination").ValueKind);
        Assert.Equal("ContradictionError id", $"{payload.GetProperty("errors")[0].GetProperty("__typename")} {payload.GetProperty("errors")[0].GetProperty("field")}");
        Assert.Equal("NotFoundError id", $"{(await Examine(ConnectorId.New(), null)).GetProperty("errors")[0].GetProperty("__typename")} id");
    }

    private ConnectorId Add()
    {
        var id = ConnectorId.New();
        api.World.Connectors[id] = new Connector(
            id, SiteId.New(), "c", ConnectionType.Ip, "192.0.2.1", [], null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension,
            false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);
        return id;
    }

    private async Task<JsonElement> Examine(ConnectorId id, string? testNumber) => (await api.Data(
        "mutation ($input: ExamineConnectorInput!) { examineConnector(input: $input) { examination { healthy verdict checks { kind outcome text milliseconds } } errors { __typename ... on Error { field message } } } }",
        new { input = new { id = GlobalId.Of(id), testNumber } })).GetProperty("examineConnector");
}
