using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SystemConnector.Silo.Options;

namespace SystemConnector.Silo.Tests.Options;

public sealed class SecretsDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("system-connector-").FullName;

    [Fact]
    public void A_file_is_a_key_and_counts_more_than_what_stands_elsewhere()
    {
        File.WriteAllText(Path.Combine(_directory, "Storage__MasterKey"), "from-the-file\n");
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Storage:MasterKey", "from-elsewhere"), new("Storage:Provider", "PostgreSql")]);
        configuration.AddSecretsDirectory(_directory);
        Assert.Equal("from-the-file", configuration["Storage:MasterKey"]);
        Assert.Equal("PostgreSql", configuration["Storage:Provider"]);
    }

    /// <summary>As Kubernetes mounts a secret: each file is a link to one below a link that is swapped.</summary>
    [Fact]
    public void A_mounted_secret_of_Kubernetes_is_read()
    {
        var version = Directory.CreateDirectory(Path.Combine(_directory, "..2026_11_23"));
        File.WriteAllText(Path.Combine(version.FullName, "Api__BootstrapKey"), "a-key-of-the-cluster");
        Directory.CreateSymbolicLink(Path.Combine(_directory, "..data"), version.Name);
        File.CreateSymbolicLink(Path.Combine(_directory, "Api__BootstrapKey"), Path.Combine("..data", "Api__BootstrapKey"));
        var configuration = new ConfigurationManager();
        configuration.AddSecretsDirectory(_directory);
        Assert.Equal("a-key-of-the-cluster", configuration["Api:BootstrapKey"]);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_a_fault_with_its_key()
    {
        var missing = Path.Combine(_directory, "missing");
        var exception = Assert.Throws<OptionsValidationException>(() => new ConfigurationManager().AddSecretsDirectory(missing));
        Assert.Equal([$"SecretsDirectory: there is no directory '{missing}'."], exception.Failures);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_directory_is_no_fault(string? none)
    {
        var configuration = new ConfigurationBuilder();
        configuration.AddSecretsDirectory(none);
        Assert.Empty(configuration.Sources);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
