using Microsoft.Extensions.Options;

namespace SystemConnector.Grains.Hosting;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class NodeOptionsValidator : IValidateOptions<NodeOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.NodeName)) faults.Add("Cluster:NodeName must not be empty.");
        if (options.SiloPort is < 0 or > 65535) faults.Add("Cluster:SiloPort must be from 0 to 65535.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
