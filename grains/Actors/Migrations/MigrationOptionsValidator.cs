using Microsoft.Extensions.Options;

namespace SystemConnector.Grains.Migrations;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class MigrationOptionsValidator : IValidateOptions<MigrationOptions>
{
    public ValidateOptionsResult Validate(string? name, MigrationOptions options)
    {
        var faults = new List<string>();
        if (options.MaxNumbers is < 1 or > 100_000)
            faults.Add("Migrations:MaxNumbers must be from 1 to 100000.");
        if (options.UndoWindow < TimeSpan.FromHours(1) || options.UndoWindow > TimeSpan.FromDays(3650))
            faults.Add("Migrations:UndoWindow must be from 01:00:00 to 3650.00:00:00.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
