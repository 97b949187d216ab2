namespace SystemConnector.Api.Authentication;

/// <summary>Keeps the generated bootstrap key in a file that only the node's user may read.</summary>
internal static class BootstrapKeyFile
{
    private const string Name = "api-key";

    /// <summary>Reads the key, or generates one and writes it first.</summary>
    /// <exception cref="InvalidDataException">The file does not hold a key.</exception>
    public static (string Key, string Path) ReadOrCreate(string directory)
    {
        var path = Path.GetFullPath(Path.Combine(directory, Name));
        if (!File.Exists(path)) Create(path);
        var key = File.ReadAllText(path).Trim();
        return BootstrapKey.IsWellFormed(key)
            ? (key, path)
            : throw new InvalidDataException($"'{path}' does not hold an API key: delete it, and a new one is generated at the next start.");
    }

    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Written aside and moved, so that a crash leaves no half a key behind.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options)) writer.WriteLine(BootstrapKey.Generate());
        File.Move(draft, path);
    }
}
