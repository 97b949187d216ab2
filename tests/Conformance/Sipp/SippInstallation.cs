namespace SystemConnector.Conformance.Tests.Sipp;

/// <summary>Where SIPp is.</summary>
internal static class SippInstallation
{
    /// <summary>The program; null when it is not installed.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator)
        .Select(directory => System.IO.Path.Combine(directory, "sipp"))
        .FirstOrDefault(File.Exists);

    /// <summary>Skips the test when SIPp cannot play its part here.</summary>
    public static void Require()
    {
        Assert.SkipUnless(Path is not null, "sipp is not installed (Debian: apt-get install sip-tester)");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "each peer needs an address of 127.0.0.0/8 of its own, which only Linux has");
    }
}
