using Microsoft.Extensions.Options;

namespace SystemConnector.Grains.CallRecords;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class CallOptionsValidator : IValidateOptions<CallOptions>
{
    public ValidateOptionsResult Validate(string? name, CallOptions options)
    {
        var faults = new List<string>();
        if (options.RetentionDays is < 0 or > 3650) faults.Add($"Calls:RetentionDays must be from 1 to 3650, or 0 for ever, not {options.RetentionDays}.");
        if (options.MaxRecords is not 0 and (< 1_000 or > 1_000_000_000)) faults.Add($"Calls:MaxRecords must be from 1000 to 1000000000, or 0 for any number, not {options.MaxRecords}.");
        if (options.MaxWaiting is < 1_000 or > 10_000_000) faults.Add($"Calls:MaxWaiting must be from 1000 to 10000000, not {options.MaxWaiting}.");
        if (options.LadderMegabytes is < 0 or > 1024) faults.Add($"Calls:LadderMegabytes must be from 0 to 1024, not {options.LadderMegabytes}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
