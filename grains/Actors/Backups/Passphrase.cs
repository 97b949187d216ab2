using SystemConnector.Contracts;

namespace SystemConnector.Grains.Backups;

/// <summary>Finds what is wrong with a passphrase that is to seal secrets: a backup is copied to places where it can be guessed at for years.</summary>
internal static class Passphrase
{
    private const int MinLength = 12, MaxLength = 1_000, MinDistinct = 6, MinDigitsOnly = 24;

    public static IEnumerable<Fault> Check(string passphrase)
    {
        if (passphrase.Length is < MinLength or > MaxLength)
            yield return new Fault(FaultCode.OutOfRange, "passphrase", $"The passphrase has {MinLength} to {MaxLength} characters.");
        if (passphrase.Distinct().Count() < MinDistinct)
            yield return new Fault(FaultCode.OutOfRange, "passphrase", $"The passphrase has at least {MinDistinct} different characters.");
        if (passphrase.Length < MinDigitsOnly && passphrase.All(char.IsDigit))
            yield return new Fault(FaultCode.OutOfRange, "passphrase", $"A passphrase of digits alone has at least {MinDigitsOnly} of them.");
    }
}
