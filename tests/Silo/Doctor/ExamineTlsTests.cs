using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Tests.Edge;
using SystemConnector.Silo.Tests.Trunks;
using SystemConnector.Sip.Tests.Transports;

namespace SystemConnector.Silo.Tests.Doctor;

/// <summary>Far sides over TLS, examined by a whole node.</summary>
public sealed class ExamineTlsTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TlsDirectory _files;
    private readonly RunningNode _node;

    public ExamineTlsTests()
    {
        _files = new TlsDirectory(_authority, "node.example");
        _node = new RunningNode(_files.Settings);
    }

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _files.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Handshake_that_succeeds_is_looked_past()
    {
        using var far = new TlsFarSide(_authority.Issue("127.0.0.1"));
        var examination = await Examine(far);
        Assert.True(examination.IsHealthy, examination.Verdict);
        Assert.Contains("issued by an authority that this node trusts", Check(examination).Text);
    }

    [Fact]
    public async Task Certificate_for_another_name_is_the_verdict()
    {
        using var far = new TlsFarSide(_authority.Issue("pbx.example"));
        var examination = await Examine(far);
        Assert.Equal(CheckOutcome.Failed, Check(examination).Outcome);
        Assert.StartsWith("The far side's certificate is for pbx.example, not for 127.0.0.1", examination.Verdict, StringComparison.Ordinal);
    }

    private static ExaminationCheck Check(Examination examination) => examination.Checks.Single(static check => check.Kind == CheckKind.Tls);

    private async Task<Examination> Examine(TlsFarSide far)
    {
        var grain = _node.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(ConnectorId.New().Value);
        var created = await grain.Create(_node.Site, new ConnectorSpec(
            "B", ConnectionType.Ip, far.Local.ToString(), [new ExtensionRangeSpec("200", "209")], Transport: TrunkTransport.Tls));
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));
        var outcome = await grain.Examine(null);
        Assert.True(outcome.Succeeded, string.Join(' ', outcome.Faults));
        return outcome.Value!;
    }
}
