namespace SystemConnector.Conformance.Tests.Kamailio;

/// <summary>Where Kamailio is.</summary>
internal static class KamailioInstallation
{
    private static readonly Installation s_kamailio = new("kamailio", "kamailio");

    /// <summary>The program; null when it is not installed.</summary>
    public static string? Path => s_kamailio.Path;

    /// <summary>Skips the test when Kamailio cannot play its part here.</summary>
    public static void Require() => s_kamailio.Require();
}
