using Microsoft.Extensions.Options;

namespace SystemConnector.Grains.Events;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class EventOptionsValidator : IValidateOptions<EventOptions>
{
    public ValidateOptionsResult Validate(string? name, EventOptions options)
    {
        var faults = new List<string>();
        if (options.MaxEvents is < 1_000 or > 10_000_000) faults.Add("Events:MaxEvents must be from 1000 to 10000000.");
        if (options.MaxBytes is < 1 << 20 or > 1 << 30) faults.Add("Events:MaxBytes must be from 1 MiB to 1 GiB.");
        if (options.MaxAge < TimeSpan.FromMinutes(1) || options.MaxAge > TimeSpan.FromDays(1)) faults.Add("Events:MaxAge must be from 1 minute to 1 day.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
