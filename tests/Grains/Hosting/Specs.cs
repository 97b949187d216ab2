using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>Configurations without a fault, from which tests begin.</summary>
internal static class Specs
{
    public static ConnectorSpec Ip(string name = "B", string min = "150", string max = "200") =>
        new(name, ConnectionType.Ip, "192.0.2.1", [new ExtensionRangeSpec(min, max)]);

    public static ConnectorSpec Password(string name = "B", string min = "150", string max = "200") =>
        new(name, ConnectionType.Password, "b.example", [new ExtensionRangeSpec(min, max)], Username: "trunk-b", Password: "s3cret:with@both");
}
