using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Silo.WebConsole;

/// <summary>
/// The key under which cookies and forms are protected, made of the seed that all nodes of the cluster have in common: what one gave out any
/// other opens, now and after a restart, with nothing more to store.
/// </summary>
internal sealed class ClusterDataProtectionKeys(ClusterKeys keys) : IXmlRepository
{
    private const int KeyBytes = 64;

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA512, keys.Seed, KeyBytes, info: "System Connector data protection"u8.ToArray());
        var id = new Guid(HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Seed, 16, info: "System Connector data protection id"u8.ToArray()));
        return
        [
            new XElement("key",
                new XAttribute("id", id),
                new XAttribute("version", 1),
                new XElement("creationDate", At(2000)),
                new XElement("activationDate", At(2000)),
                new XElement("expirationDate", At(9999)),
                new XElement("descriptor",
                    new XAttribute("deserializerType", typeof(AuthenticatedEncryptorDescriptorDeserializer).AssemblyQualifiedName!),
                    new XElement("descriptor",
                        new XElement("encryption", new XAttribute("algorithm", "AES_256_GCM")),
                        new XElement("masterKey", new XElement("value", Convert.ToBase64String(material)))))),
        ];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => throw new NotSupportedException("No keys are made: they come from the cluster.");

    private static string At(int year) => new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Puts it in the place of files.</summary>
    internal sealed class Use(ClusterDataProtectionKeys keys) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options) => options.XmlRepository = keys;
    }
}
