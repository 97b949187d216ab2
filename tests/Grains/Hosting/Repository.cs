namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>Where the source of this project is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string? directory) =>
        directory is null ? throw new DirectoryNotFoundException("The tests do not run within the repository.")
        : File.Exists(Path.Combine(directory, "SystemConnector.sln")) ? directory
        : Find(Path.GetDirectoryName(directory));
}
