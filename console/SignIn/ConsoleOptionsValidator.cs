using Microsoft.Extensions.Options;

namespace SystemConnector.WebConsole.SignIn;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options) =>
        options.SessionTime >= TimeSpan.FromMinutes(5) && options.SessionTime <= TimeSpan.FromDays(7)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Console:SessionTime must be from 5 minutes to 7 days, not {options.SessionTime}.");
}
