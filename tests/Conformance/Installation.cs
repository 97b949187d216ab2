namespace SystemConnector.Conformance.Tests;

/// <summary>Independent software that a test needs and that a machine may lack.</summary>
/// <param name="program">The program's name.</param>
/// <param name="package">Debian's package with it.</param>
internal sealed class Installation(string program, string package)
{
    // Daemons are found there also by users whose PATH lacks it.
    private const string DaemonDirectory = "/usr/sbin";

    /// <summary>Where the program is; null when it is not installed.</summary>
    public string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator)
        .Append(DaemonDirectory)
        .Select(directory => System.IO.Path.Combine(directory, program))
        .FirstOrDefault(File.Exists);

    /// <summary>Skips the test when the program cannot play its part here.</summary>
    public void Require()
    {
        Assert.SkipUnless(Path is not null, $"{program} is not installed (Debian: apt-get install {package})");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "each peer needs an address of 127.0.0.0/8 of its own, which only Linux has");
    }
}
