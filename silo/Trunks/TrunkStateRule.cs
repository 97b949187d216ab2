using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Trunks;

/// <summary>How far the far side's address is known.</summary>
internal enum Resolution : byte
{
    Pending,
    Resolved,

    /// <summary>The address is known, but no transport of this node leads there.</summary>
    NoTransport,
    Failed,
}

/// <summary>How our registration at the far side stands.</summary>
internal enum RegistrationState : byte
{
    /// <summary>This trunk does not register.</summary>
    NotNeeded,

    /// <summary>The first answer is still to come.</summary>
    Trying,
    Registered,

    /// <summary>The far side refused username or password.</summary>
    Rejected,

    /// <summary>No answer, or one that says nothing about username and password.</summary>
    Failing,
}

/// <summary>The one rule that makes a trunk's state of what its parts know.</summary>
/// <remarks>
/// From the ground up, the first that speaks wins:
/// 1. Without an address there is nothing to try: DnsFailure, or Starting while it is being asked for; without a transport Unreachable.
/// 2. A far side that does not answer (OPTIONS and calls, see <see cref="Health"/>) is Unreachable, whatever it said before.
/// 3. A trunk that registers is usable while it is registered and then only. Refused credentials are Rejected. A registration that
///    fails otherwise is Unreachable only when OPTIONS are not answered either: a far side that answers them is there, and the
///    trunk goes on Registering, with a cause that says what is wrong.
///    One that moved here and was usable stays so until its first registration here is answered: calls carry credentials of their own,
///    and a far side that wants us registered first refuses one as it would have been refused here.
/// 4. A trunk that does not register is Reachable and usable until something says otherwise.
/// </remarks>
internal static class TrunkStateRule
{
    /// <summary>The state, and whether calls are sent over the trunk.</summary>
    public static (TrunkState State, bool Usable) Of(
        Resolution resolution, RegistrationState registration, Reachability reachability, bool wasUsable = false) =>
        (resolution, registration, reachability) switch
        {
            // 1.
            (Resolution.Pending, _, _) => (TrunkState.Starting, false),
            (Resolution.Failed, _, _) => (TrunkState.DnsFailure, false),
            (Resolution.NoTransport, _, _) => (TrunkState.Unreachable, false),
            // 2.
            (_, _, Reachability.Down) => (TrunkState.Unreachable, false),
            // 3.
            (_, RegistrationState.Registered, _) => (TrunkState.Registered, true),
            (_, RegistrationState.Rejected, _) => (TrunkState.Rejected, false),
            (_, RegistrationState.Trying, _) => (TrunkState.Registering, wasUsable),
            (_, RegistrationState.Failing, Reachability.Up) => (TrunkState.Registering, false),
            (_, RegistrationState.Failing, _) => (TrunkState.Unreachable, false),
            // 4.
            _ => (TrunkState.Reachable, true),
        };
}
