using Microsoft.Extensions.Options;

namespace SystemConnector.Silo.Options;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class DnsOptionsValidator : IValidateOptions<DnsOptions>
{
    public ValidateOptionsResult Validate(string? name, DnsOptions options)
    {
        var faults = new List<string>();
        for (var i = 0; i < options.Servers.Count; i++)
        {
            if (!DnsOptions.TryParse(options.Servers[i], out _))
                faults.Add($"Dns:Servers:{i}: '{options.Servers[i]}' is not an IP address, with a port where it is not 53; IPv6 with a port stands in brackets.");
        }
        if (options.Timeout < TimeSpan.FromMilliseconds(50) || options.Timeout > TimeSpan.FromSeconds(4))
            faults.Add($"Dns:Timeout: must be from 00:00:00.05 to 00:00:04, not {options.Timeout}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
