using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Grains.Sites;

/// <summary>Finds every fault of local numbers, as far as that needs no look at others.</summary>
internal static class LocalNumberValidation
{
    /// <summary>How many numbers one change holds.</summary>
    public const int MaxNumbers = 10_000;

    private const int MaxOwnerLength = 64;
    private const int MaxSecretLength = 128;

    public static ImmutableArray<Fault> Check(ImmutableArray<LocalNumberSpec> numbers)
    {
        if (numbers.IsDefaultOrEmpty) return [new Fault(FaultCode.Required, "numbers", "At least one number must be given.")];
        if (numbers.Length > MaxNumbers) return [new Fault(FaultCode.OutOfRange, "numbers", $"At most {MaxNumbers} numbers are changed at once.")];
        var faults = new List<Fault>();
        var seen = new HashSet<string>();
        for (var i = 0; i < numbers.Length; i++)
        {
            CheckOne(numbers[i], $"numbers[{i}]", faults);
            if (!string.IsNullOrEmpty(numbers[i].Number) && !seen.Add(numbers[i].Number))
                faults.Add(new Fault(FaultCode.Contradiction, $"numbers[{i}].number", $"{numbers[i].Number} is given twice."));
        }
        return [.. faults];
    }

    /// <param name="numbers">The numbers to delete.</param>
    /// <param name="exists">Whether the site has one.</param>
    public static ImmutableArray<Fault> CheckDeleted(ImmutableArray<string> numbers, Func<string, bool> exists)
    {
        if (numbers.IsDefaultOrEmpty || numbers.Length > MaxNumbers) return [new Fault(FaultCode.OutOfRange, "numbers", $"From 1 to {MaxNumbers} numbers are deleted at once.")];
        return [.. numbers.Select((number, i) => exists(number) ? null : new Fault(FaultCode.NotFound, $"numbers[{i}]", $"The site has no local number '{number}'.")).OfType<Fault>()];
    }

    private static void CheckOne(LocalNumberSpec spec, string path, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(spec.Number))
            faults.Add(new Fault(FaultCode.Required, $"{path}.number", "The number must be given."));
        else if (!Number.TryParse(spec.Number, out _))
            faults.Add(new Fault(FaultCode.Malformed, $"{path}.number", $"'{spec.Number}' is not a number of 1 to {Number.MaxLength} of the symbols 0–9, * and #."));
        if (!Enum.IsDefined(spec.Kind))
            faults.Add(new Fault(FaultCode.OutOfRange, $"{path}.kind", "The kind is Extension, CallFlow, ParkingLot or SpeedDial."));
        if ((spec.Owner ?? "").Length > MaxOwnerLength)
            faults.Add(new Fault(FaultCode.OutOfRange, $"{path}.owner", $"The owner's name has at most {MaxOwnerLength} characters."));
        else if ((spec.Owner ?? "").Any(char.IsControl))
            faults.Add(new Fault(FaultCode.Malformed, $"{path}.owner", "The owner's name has no control characters."));
        CheckSecret(spec, path, faults);
        CheckTarget(spec, path, faults);
        CheckSpeedDial(spec, path, faults);
    }

    private static void CheckSecret(LocalNumberSpec spec, string path, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(spec.Secret)) return;
        if (spec.Kind != LocalNumberKind.Extension)
            faults.Add(new Fault(FaultCode.Contradiction, $"{path}.secret", "Phones register for extensions only; other numbers have no secret."));
        if (spec.Secret.Length > MaxSecretLength)
            faults.Add(new Fault(FaultCode.OutOfRange, $"{path}.secret", $"The secret has at most {MaxSecretLength} characters."));
        else if (spec.Secret.Any(char.IsControl))
            faults.Add(new Fault(FaultCode.Malformed, $"{path}.secret", "The secret has no control characters."));
    }

    private static void CheckTarget(LocalNumberSpec spec, string path, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(spec.Target))
        {
            if (spec.Kind is LocalNumberKind.CallFlow or LocalNumberKind.ParkingLot)
                faults.Add(new Fault(FaultCode.Required, $"{path}.target", "The SIP URI to which calls go must be given."));
            return;
        }
        if (spec.Kind == LocalNumberKind.SpeedDial)
            faults.Add(new Fault(FaultCode.Contradiction, $"{path}.target", "A speed dial stands for another number; it has no target."));
        if (!SipTarget.IsValid(spec.Target))
            faults.Add(new Fault(FaultCode.Malformed, $"{path}.target", "The target is a SIP URI such as sip:reception@192.0.2.10:5070."));
    }

    private static void CheckSpeedDial(LocalNumberSpec spec, string path, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(spec.SpeedDialTo))
        {
            if (spec.Kind == LocalNumberKind.SpeedDial)
                faults.Add(new Fault(FaultCode.Required, $"{path}.speedDialTo", "The number that is called instead must be given."));
            return;
        }
        if (spec.Kind != LocalNumberKind.SpeedDial)
            faults.Add(new Fault(FaultCode.Contradiction, $"{path}.speedDialTo", "Only a speed dial stands for another number."));
        if (!Number.TryParse(spec.SpeedDialTo, out _))
            faults.Add(new Fault(FaultCode.Malformed, $"{path}.speedDialTo", $"'{spec.SpeedDialTo}' is not a number of 1 to {Number.MaxLength} of the symbols 0–9, * and #."));
        else if (spec.SpeedDialTo == spec.Number)
            faults.Add(new Fault(FaultCode.Contradiction, $"{path}.speedDialTo", "A speed dial does not stand for itself."));
    }
}
