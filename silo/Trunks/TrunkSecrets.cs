using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Sip.Authentication;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// With what a trunk answers challenges: the password in force and, while a change of it is carried out at both ends, the one before.
/// The one that the far side took last is used. Read on any thread.
/// </summary>
internal sealed class TrunkSecrets
{
    private readonly DigestCredentials _current;
    private readonly DigestCredentials? _previous;
    private readonly DateTimeOffset _until;
    private volatile DigestCredentials _inUse;
    private volatile bool _isProven;

    private TrunkSecrets(DigestCredentials current, DigestCredentials? previous, DateTimeOffset until, DigestCredentials inUse)
    {
        _current = current;
        _previous = previous;
        _until = until;
        _inUse = inUse;
    }

    /// <summary>What answers challenges to calls.</summary>
    public DigestCredentials InUse => _inUse;

    /// <summary>What the next registration begins with: a new password is tried before calls rely on it.</summary>
    public DigestCredentials ToRegister => _isProven ? _inUse : _current;

    /// <summary>Until when the previous password is of use, while the far side still has it; null when it has the one in force.</summary>
    public DateTimeOffset? OnPreviousUntil => _inUse == _current ? null : _until;

    /// <summary>The secrets of a configuration; null when it has none.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="before">Those of the configuration before: as long as the far side may still have that password, calls go on with it.</param>
    public static TrunkSecrets? Of(TrunkConfiguration configuration, TrunkSecrets? before)
    {
        if (configuration is not { Type: ConnectionType.Password, Username: { } username, Password: { } password }) return null;
        var current = Credentials(username, password, before);
        if (configuration.PreviousPassword is not { } kept) return new TrunkSecrets(current, null, default, current) { _isProven = before?._inUse == current };
        var previous = Credentials(username, kept.Password, before);
        // Only a registration finds out which one the far side has; without one, calls do, and begin with the new one.
        var inUse = configuration.Register && before?._inUse == previous ? previous : current;
        return new TrunkSecrets(current, previous, kept.Until, inUse) { _isProven = before is not null && before._current == current && before._isProven };
    }

    /// <summary>The other one, when these were refused; null when there is none, or its time has passed.</summary>
    public DigestCredentials? OtherThan(DigestCredentials refused, DateTimeOffset now)
    {
        if (_previous is null || now >= _until) return null;
        return refused == _current ? _previous : _current;
    }

    /// <summary>The far side took these.</summary>
    public void Accepted(DigestCredentials credentials)
    {
        if (credentials != _current && credentials != _previous) return; // of a configuration that is over
        _inUse = credentials;
        _isProven = true;
    }

    /// <summary>Returns to the one in force when the time of the previous one has passed.</summary>
    public void Expire(DateTimeOffset now)
    {
        if (now >= _until) _inUse = _current;
    }

    /// <summary>One instance per password, since hashes are cached by it.</summary>
    private static DigestCredentials Credentials(string username, byte[] password, TrunkSecrets? before) =>
        before is null ? new DigestCredentials(username, password)
        : before._current.Is(username, password) ? before._current
        : before._previous is { } previous && previous.Is(username, password) ? previous
        : new DigestCredentials(username, password);
}
