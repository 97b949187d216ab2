namespace SystemConnector.Api.RemoteKits;

/// <summary>The one list of kits.</summary>
internal static class RemoteKits
{
    /// <summary>The kit for that system.</summary>
    public static RemoteKit Of(RemoteSystem system, KitFacts facts) => system switch
    {
        RemoteSystem.Asterisk => AsteriskKit.Of(facts),
        RemoteSystem.FreePbx => FreePbxKit.Of(facts),
        RemoteSystem.FreeSwitch => FreeSwitchKit.Of(facts),
        RemoteSystem.CiscoCube => CiscoCubeKit.Of(facts),
        RemoteSystem.Kamailio => KamailioKit.Of(facts),
        RemoteSystem.ThreeCx => ThreeCxKit.Of(facts),
        RemoteSystem.SystemConnector => SystemConnectorKit.Of(facts),
        _ => throw new ArgumentOutOfRangeException(nameof(system), system, "There is no kit for this system."),
    };
}
