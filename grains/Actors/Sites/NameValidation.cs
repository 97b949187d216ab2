using SystemConnector.Contracts;

namespace SystemConnector.Grains.Sites;

/// <summary>Names of sites and connectors.</summary>
internal static class NameValidation
{
    public const int MaxLength = 64;

    public static void Check(string? name, string field, List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(name))
            faults.Add(new Fault(FaultCode.Required, field, "The name must be given."));
        else if (name.Length > MaxLength)
            faults.Add(new Fault(FaultCode.OutOfRange, field, $"The name has at most {MaxLength} characters."));
        else if (name.Any(char.IsControl) || name != name.Trim())
            faults.Add(new Fault(FaultCode.Malformed, field, "The name has no control characters, and no blanks at its ends."));
    }
}
