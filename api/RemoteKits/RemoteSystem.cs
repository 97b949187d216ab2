namespace SystemConnector.Api.RemoteKits;

/// <summary>What stands at the far end of a connector.</summary>
internal enum RemoteSystem
{
    Asterisk,
    FreePbx,
    FreeSwitch,
    CiscoCube,
    Kamailio,
    ThreeCx,
    SystemConnector,
}
