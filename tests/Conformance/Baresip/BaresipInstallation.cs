namespace SystemConnector.Conformance.Tests.Baresip;

/// <summary>Where baresip is.</summary>
internal static class BaresipInstallation
{
    // Debian's, and where it is built from source.
    private static readonly string[] s_modules = ["/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules"];
    private static readonly Installation s_baresip = new("baresip", "baresip-core");

    /// <summary>The program; null when it is not installed.</summary>
    public static string? Path => s_baresip.Path;

    /// <summary>The directory with its modules.</summary>
    public static string Modules => s_modules.FirstOrDefault(Directory.Exists) ?? s_modules[0];

    /// <summary>Skips the test when baresip cannot play its part here.</summary>
    public static void Require() => s_baresip.Require();
}
