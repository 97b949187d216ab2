using System.Net;
using Microsoft.Extensions.Options;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Hosting;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class NodeOptionsValidator(IOptions<StorageOptions> storage) : IValidateOptions<NodeOptions>
{
    private static readonly TimeSpan _longestDrain = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, NodeOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.NodeName)) faults.Add("Cluster:NodeName must not be empty.");
        if (options.Address is not null && !IPAddress.TryParse(options.Address, out _)) faults.Add("Cluster:Address must be an IP address of this machine.");
        if (options.Address is null && storage.Value.Provider == StorageProvider.PostgreSql)
            faults.Add("Cluster:Address must be given with PostgreSql: the address at which the other nodes reach this one.");
        if (options.SiloPort is < 0 or > 65535) faults.Add("Cluster:SiloPort must be from 0 to 65535.");
        if (options.LinkPort is < 0 or > 65535) faults.Add("Cluster:LinkPort must be from 0 to 65535.");
        if (options.DrainTimeout < TimeSpan.Zero || options.DrainTimeout > _longestDrain) faults.Add("Cluster:DrainTimeout must be from 0 to 10 minutes.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
