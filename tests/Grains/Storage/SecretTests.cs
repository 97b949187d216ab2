using Microsoft.Extensions.Options;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Storage;

public sealed class SecretTests
{
    [Fact]
    public void Sealed_secret_opens_for_its_purpose_only()
    {
        using var protector = Protector(1);
        var once = protector.Protect("a", "secret"u8);
        Assert.Equal("secret"u8.ToArray(), protector.Unprotect("a", once));
        Assert.NotEqual(once, protector.Protect("a", "secret"u8));
        Assert.Throws<SecretUnreadableException>(() => protector.Unprotect("b", once));
        Assert.Throws<SecretUnreadableException>(() => protector.Unprotect("a", once.AsSpan(0, 20)));
        using var other = Protector(2);
        Assert.Throws<SecretUnreadableException>(() => other.Unprotect("a", once));
    }

    [Fact]
    public async Task Key_file_is_for_its_user_only_and_cluster_keys_stay()
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        byte[] material;
        await using (var node = await TestNode.Start(directory)) material = node.Service<ClusterKeys>().Current.Material;
        await using (var node = await TestNode.Start(directory))
        {
            Assert.Equal(material, node.Service<ClusterKeys>().Find(1)!.Material);
            Assert.Null(node.Service<ClusterKeys>().Find(2));
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, MasterKey.FileName)));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Options_tell_every_fault()
    {
        var result = new StorageOptionsValidator().Validate(null, new StorageOptions { Provider = StorageProvider.PostgreSql, Directory = "", MasterKey = "short" });
        Assert.Equal(3, result.Failures!.Count());
    }

    private static SecretProtector Protector(byte key)
    {
        var bytes = new byte[32];
        bytes[0] = key;
        return new SecretProtector(new MasterKey(Options.Create(new StorageOptions { MasterKey = Convert.ToBase64String(bytes) })));
    }
}
