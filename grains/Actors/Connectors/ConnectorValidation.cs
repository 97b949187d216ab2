using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Sites;

namespace SystemConnector.Grains.Connectors;

/// <summary>Finds every fault of what an administrator says of a connector, as far as that needs no look at others.</summary>
/// <remarks>
/// NAT transformation is asked for with the IP type; it is taken with the password type as well, where it does the same
/// for a far side that registers from behind a NAT.
/// </remarks>
internal static class ConnectorValidation
{
    private const int MaxUsernameLength = 64;
    private const int MaxPasswordLength = 128;
    private const int MaxPriority = 1000;
    private const int MaxNoAnswerTimeout = 32;
    private const int MinSessionExpires = 90, MaxSessionExpires = 86_400; // RFC 4028 §5
    private const int MaxPreviousPasswordHours = 168;

    /// <param name="spec">The configuration as given.</param>
    /// <param name="keptPassword">The password that the connector has and keeps when none is given; null when it has none.</param>
    public static CheckedConnector Check(ConnectorSpec spec, string? keptPassword)
    {
        var faults = new List<Fault>();
        var warnings = new List<Warning>();
        NameValidation.Check(spec.Name, "name", faults);
        if (!Enum.IsDefined(spec.Type)) faults.Add(new Fault(FaultCode.OutOfRange, "type", "The connection type is Password or Ip."));
        if (!Enum.IsDefined(spec.Transport)) faults.Add(new Fault(FaultCode.OutOfRange, "transport", "The transport is Udp, Tcp or Tls."));
        if (!Enum.IsDefined(spec.CallerIdentity)) faults.Add(new Fault(FaultCode.OutOfRange, "callerIdentity", "The caller identity is Extension or TrunkUser."));
        if (spec.Priority is < 0 or > MaxPriority)
            faults.Add(new Fault(FaultCode.OutOfRange, "priority", $"The priority is a number from 0 to {MaxPriority}."));
        if (spec.NoAnswerTimeoutSeconds is < 1 or > MaxNoAnswerTimeout)
            faults.Add(new Fault(FaultCode.OutOfRange, "noAnswerTimeoutSeconds", $"The timeout is from 1 to {MaxNoAnswerTimeout} seconds."));
        if (spec.SessionExpiresSeconds != 0 && spec.SessionExpiresSeconds is < MinSessionExpires or > MaxSessionExpires)
            faults.Add(new Fault(FaultCode.OutOfRange, "sessionExpiresSeconds", $"The session interval is from {MinSessionExpires} to {MaxSessionExpires} seconds, or 0 for none."));
        if (spec.KeepPreviousPasswordHours is < 0 or > MaxPreviousPasswordHours)
            faults.Add(new Fault(FaultCode.OutOfRange, "keepPreviousPasswordHours", $"The password before is kept for 0 to {MaxPreviousPasswordHours} hours."));
        CheckTls(spec.Tls ?? TlsPolicy.Default, faults);
        CheckLimits(spec.Limits ?? TrunkLimits.Default, faults);

        var account = spec.Type == ConnectionType.Password
            ? CheckPasswordType(spec, keptPassword, faults, warnings)
            : CheckIpType(spec, faults);
        var ranges = RangeValidation.Check(spec.Ranges, faults);
        var draft = faults.Count == 0 ? new ConnectorDraft(spec, account.Address, account.Username, account.Password, ranges) : null;
        return new CheckedConnector(draft, [.. faults], [.. warnings]);
    }

    private static void CheckTls(TlsPolicy tls, List<Fault> faults)
    {
        if (tls.Fingerprint is { } fingerprint && !string.IsNullOrWhiteSpace(fingerprint) && !TlsFingerprint.IsValid(fingerprint))
            faults.Add(new Fault(FaultCode.Malformed, "tls.fingerprint", "The fingerprint is the SHA-256 of the certificate, 64 hexadecimal digits, with or without colons."));
    }

    private static void CheckLimits(TrunkLimits limits, List<Fault> faults)
    {
        foreach (var (field, value, min, max) in new[]
        {
            ("channels", limits.Channels, 0, 100_000),
            ("callsPerSecond", limits.CallsPerSecond, 0, 10_000),
            ("pendingTransactions", limits.PendingTransactions, 0, 100_000),
            ("contacts", limits.Contacts, 1, 100),
        })
        {
            if (value < min || value > max) faults.Add(new Fault(FaultCode.OutOfRange, $"limits.{field}", $"The limit is a number from {min} to {max}."));
        }
    }

    private static (string Address, string? Username, string? Password) CheckIpType(ConnectorSpec spec, List<Fault> faults)
    {
        var address = (spec.Address ?? "").Trim();
        if (address.Length == 0)
            faults.Add(new Fault(FaultCode.Required, "address", "The address of the far side must be given."));
        else if (!FarAddress.TryParse(address, out _))
            faults.Add(new Fault(FaultCode.Malformed, "address", "The address is a host name or an IP address, with :port if need be; further addresses and CIDR blocks may follow after commas."));
        foreach (var (field, value) in new[] { ("username", spec.Username), ("password", spec.Password), ("registerString", spec.RegisterString) })
            if (!string.IsNullOrEmpty(value))
                faults.Add(new Fault(FaultCode.Contradiction, field, "A connector of the IP type is recognised by its address; it has no credentials."));
        if (spec.CallerIdentity == CallerIdentity.TrunkUser)
            faults.Add(new Fault(FaultCode.Contradiction, "callerIdentity", "A connector of the IP type has no username that could stand in From."));
        return (address, null, null);
    }

    private static (string Address, string? Username, string? Password) CheckPasswordType(
        ConnectorSpec spec, string? keptPassword, List<Fault> faults, List<Warning> warnings)
    {
        // 1. The register string fills the fields that are left out, and must agree with the others. Where it cannot be read, nobody knows
        //    whether they are missing.
        var (address, username, password, isKnown) = Merge(spec, faults);
        password ??= keptPassword;

        // 2. Each field.
        FarAddress? far = null;
        if (address.Length == 0 && isKnown)
            faults.Add(new Fault(FaultCode.Required, "address", "The address of the far side must be given."));
        else if (address.Length > 0 && (address.Contains(',') || !FarAddress.TryParse(address, out far)))
            faults.Add(new Fault(FaultCode.Malformed, "address", "The address is one host name or IP address, with :port if need be."));
        if (isKnown || !string.IsNullOrEmpty(username)) CheckUsername(username, faults);
        if (isKnown || !string.IsNullOrEmpty(password)) CheckPassword(password, faults);

        // 3. The whole of it.
        if (far is not null && !string.IsNullOrEmpty(username) && !string.IsNullOrEmpty(password))
        {
            var length = RegisterString.Build(username, far.Host, password).Length;
            if (length is < RegisterString.UsualMinLength or > RegisterString.UsualMaxLength)
                warnings.Add(new Warning(WarningCode.RegisterStringLength, "registerString",
                    $"The register string has {length} characters. Usual are {RegisterString.UsualMinLength} to {RegisterString.UsualMaxLength}; some systems do not take others."));
        }
        return (address, username, password);
    }

    private static (string Address, string? Username, string? Password, bool IsKnown) Merge(ConnectorSpec spec, List<Fault> faults)
    {
        var address = (spec.Address ?? "").Trim();
        if (string.IsNullOrWhiteSpace(spec.RegisterString)) return (address, spec.Username, spec.Password, true);
        if (!RegisterString.TryParse(spec.RegisterString, out var given) || !FarAddress.IsHost(given.Host))
        {
            faults.Add(new Fault(FaultCode.Malformed, "registerString", "The register string has the form {username}@{host}:{password}; an IPv6 host stands in brackets, and there is no port."));
            return (address, spec.Username, spec.Password, false);
        }
        if (!string.IsNullOrEmpty(spec.Username) && spec.Username != given.Username)
            faults.Add(Contradiction("username"));
        // An address that has a fault of its own is not compared: one fault for one mistake.
        if (address.Length > 0 && FarAddress.TryParse(address, out var far) && !FarAddress.SameHost(far.Host, given.Host))
            faults.Add(Contradiction("address"));
        // The placeholder stands where the register string was shown: given back, it says nothing of the password.
        var password = given.Password == RegisterString.PasswordPlaceholder ? null : given.Password;
        if (password is not null && !string.IsNullOrEmpty(spec.Password) && spec.Password != password)
            faults.Add(Contradiction("password"));
        var bracketed = given.Host.Contains(':') ? $"[{given.Host}]" : given.Host;
        return (
            address.Length > 0 ? address : bracketed,
            string.IsNullOrEmpty(spec.Username) ? given.Username : spec.Username,
            string.IsNullOrEmpty(spec.Password) ? password : spec.Password,
            true);
    }

    private static Fault Contradiction(string field) =>
        new(FaultCode.Contradiction, "registerString", $"The register string and the {field} do not agree; leave one of them out.");

    private static void CheckUsername(string? username, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(username))
            faults.Add(new Fault(FaultCode.Required, "username", "The username must be given."));
        else if (username.Length > MaxUsernameLength)
            faults.Add(new Fault(FaultCode.OutOfRange, "username", $"The username has at most {MaxUsernameLength} characters."));
        else if (!username.All(IsUsernameSymbol))
            faults.Add(new Fault(FaultCode.Malformed, "username", "The username has letters, digits and -_.!~*'()&=+$ only."));
    }

    private static void CheckPassword(string? password, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(password))
            faults.Add(new Fault(FaultCode.Required, "password", "The password must be given."));
        else if (password.Length > MaxPasswordLength)
            faults.Add(new Fault(FaultCode.OutOfRange, "password", $"The password has at most {MaxPasswordLength} characters."));
        else if (password.Any(char.IsControl))
            faults.Add(new Fault(FaultCode.Malformed, "password", "The password has no control characters."));
    }

    /// <summary>What the user part of a SIP URI takes without an escape (RFC 3261 §25.1), without ',', ';', '?' and '/', at which lists and URIs are cut.</summary>
    private static bool IsUsernameSymbol(char c) => char.IsAsciiLetterOrDigit(c) || "-_.!~*'()&=+$".Contains(c);
}
