namespace SystemConnector.Conformance.Tests.Sipp;

/// <summary>Where SIPp is.</summary>
internal static class SippInstallation
{
    private static readonly Installation s_sipp = new("sipp", "sip-tester");

    /// <summary>The program; null when it is not installed.</summary>
    public static string? Path => s_sipp.Path;

    /// <summary>Skips the test when SIPp cannot play its part here.</summary>
    public static void Require() => s_sipp.Require();
}
