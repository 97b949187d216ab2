using System.Net;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Doctor;

/// <summary>Asks the DNS anew where the far side is (RFC 3263); what the trunk knows may be older.</summary>
internal sealed class DnsCheck(Locator locator) : ICheck
{
    /// <inheritdoc/>
    public CheckKind Kind => CheckKind.Dns;

    /// <inheritdoc/>
    public async Task<Finding> Look(Patient patient, CancellationToken cancellation)
    {
        var (trunk, configuration) = (patient.Trunk, patient.Trunk.Configuration);
        var query = new LocateQuery(configuration.Host, configuration.Port, SipService.Over(trunk.Protocol),
            patient.Node.Speaks(trunk.Protocol, isIPv6: false), patient.Node.Speaks(trunk.Protocol, isIPv6: true));
        var located = await locator.Find(query).WaitAsync(cancellation);
        if (located is Located.NotFound missing) return Finding.Failed(TrunkCause.NotLocated(trunk, missing));

        patient.Addresses = [.. ((Located.Found)located).Targets.Select(static target => TransportAddress.Of(target.Address, target.Port))];
        return Finding.Passed(IPAddress.TryParse(configuration.Host, out _)
            ? $"{configuration.Host} is an address; the DNS is not asked."
            : $"{configuration.Host} leads to {string.Join(", ", patient.Addresses)}.");
    }
}
