namespace SystemConnector.Conformance.Tests.Tls;

/// <summary>Where Kamailio with its TLS module is.</summary>
internal static class TlsInstallation
{
    /// <summary>The program.</summary>
    public const string Program = "/usr/sbin/kamailio";

    private static readonly string[] s_modules = ["/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so", "/usr/lib/aarch64-linux-gnu/kamailio/modules/tls.so", "/usr/lib/kamailio/modules/tls.so"];

    /// <summary>Skips the test when Kamailio cannot play its part here.</summary>
    public static void Require() => Assert.SkipUnless(
        File.Exists(Program) && s_modules.Any(File.Exists), "Kamailio with TLS is not installed (Debian: apt-get install kamailio kamailio-tls-modules)");
}
