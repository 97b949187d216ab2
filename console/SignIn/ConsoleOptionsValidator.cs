using Microsoft.Extensions.Options;

namespace SystemConnector.WebConsole.SignIn;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        var faults = new List<string>();
        if (options.SessionTime < TimeSpan.FromMinutes(5) || options.SessionTime > TimeSpan.FromDays(7))
            faults.Add($"Console:SessionTime must be from 5 minutes to 7 days, not {options.SessionTime}.");
        if (options.Oidc is { ClientId: not null, Authority: null })
            faults.Add("Console:Oidc:ClientId needs Api:Oidc:Authority: the provider whose tokens the API takes.");
        if (options.Oidc.ClientId is not null && !options.Oidc.Scopes.Split(' ').Contains("openid"))
            faults.Add($"Console:Oidc:Scopes must have \"openid\" among them, not \"{options.Oidc.Scopes}\".");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
