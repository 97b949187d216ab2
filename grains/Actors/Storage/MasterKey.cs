using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace SystemConnector.Grains.Storage;

/// <summary>The key under which secrets are sealed: from the configuration, else from a file that only this user can read.</summary>
internal sealed class MasterKey(IOptions<StorageOptions> options)
{
    public const string FileName = "master.key";

    public byte[] Load()
    {
        if (!string.IsNullOrEmpty(options.Value.MasterKey)) return Convert.FromBase64String(options.Value.MasterKey);
        Directory.CreateDirectory(options.Value.Directory);
        var path = Path.Combine(options.Value.Directory, FileName);
        if (!File.Exists(path)) Create(path);
        var key = Convert.FromBase64String(File.ReadAllText(path).Trim());
        return key.Length == SecretProtector.KeyLength
            ? key
            : throw new InvalidDataException($"The key file '{path}' does not hold {SecretProtector.KeyLength} bytes in base64.");
    }

    // Written beside its place and moved there, so that a process which dies halfway leaves no half key.
    private static void Create(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, mode))
            writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretProtector.KeyLength)));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process of the same directory was faster: its key counts.
            File.Delete(draft);
        }
    }
}
