using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Backups;

/// <summary>
/// A backup as a document: the configuration to be read by anyone, its secrets sealed with AES-256-GCM under a key of the passphrase
/// (PBKDF2 with HMAC-SHA-512 and a salt of the document's own). The hash of everything else is authenticated with the secrets, so a
/// document of which anything was changed does not open; white space may change.
/// </summary>
internal static class BackupDocument
{
    private const string Format = "system-connector-backup";
    private const int Version = 1;
    private const string KeyDerivation = "PBKDF2-HMAC-SHA512";

    // A quarter of a second here: what a guess costs.
    private const int Iterations = 400_000;

    // A document that asks for more is none of ours, and would keep a node busy.
    private const int MaxIterations = 10_000_000;
    private const int SaltLength = 32, KeyLength = 32, NonceLength = 12, TagLength = 16;

    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static string Seal(BackupContent content, string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var (key, check) = Keys(passphrase, salt, Iterations);
        var document = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["keyDerivation"] = new JsonObject { ["name"] = KeyDerivation, ["iterations"] = Iterations, ["salt"] = Convert.ToBase64String(salt), ["check"] = Convert.ToBase64String(check) },
            ["content"] = JsonSerializer.SerializeToNode(content, BackupJson.Options),
        };
        var secrets = JsonSerializer.SerializeToUtf8Bytes(content.Secrets);
        var sealedSecrets = new byte[NonceLength + TagLength + secrets.Length];
        RandomNumberGenerator.Fill(sealedSecrets.AsSpan(0, NonceLength));
        using (var cipher = new AesGcm(key, TagLength))
            cipher.Encrypt(sealedSecrets.AsSpan(0, NonceLength), secrets, sealedSecrets.AsSpan(NonceLength + TagLength), sealedSecrets.AsSpan(NonceLength, TagLength), HashOf(document));
        document["secrets"] = Convert.ToBase64String(sealedSecrets);
        return document.ToJsonString(_indented);
    }

    /// <summary>Opens a document, or says what is wrong: with its form, its passphrase, or that it is not as it was made.</summary>
    public static (BackupContent? Content, Fault? Fault) Open(string text, string passphrase)
    {
        try
        {
            if (JsonNode.Parse(text.TrimStart('\uFEFF'), documentOptions: _strict) is not JsonObject document || (string?)document["format"] != Format)
                return (null, Malformed("This is not a backup of System Connector."));
            if ((int?)document["version"] is not Version)
                return (null, new Fault(FaultCode.OutOfRange, "document", $"The document has version {document["version"]}; this node reads version {Version}."));
            if (document["keyDerivation"] is not JsonObject derivation || (string?)derivation["name"] != KeyDerivation
                || (int?)derivation["iterations"] is not (>= 1 and <= MaxIterations) || Bytes(derivation["salt"]) is not { } salt || Bytes(derivation["check"]) is not { } expected
                || Bytes(document["secrets"]) is not { Length: >= NonceLength + TagLength } sealedSecrets)
                return (null, Damaged());
            var (key, check) = Keys(passphrase, salt, (int)derivation["iterations"]!);
            if (!CryptographicOperations.FixedTimeEquals(check, expected))
                return (null, new Fault(FaultCode.Contradiction, "passphrase", "This is not the passphrase with which the backup was made."));

            document.Remove("secrets");
            var secrets = new byte[sealedSecrets.Length - NonceLength - TagLength];
            using (var cipher = new AesGcm(key, TagLength))
                cipher.Decrypt(sealedSecrets.AsSpan(0, NonceLength), sealedSecrets.AsSpan(NonceLength + TagLength), sealedSecrets.AsSpan(NonceLength, TagLength), secrets, HashOf(document));
            var content = document["content"].Deserialize<BackupContent>(BackupJson.Options);
            return content is null ? (null, Damaged()) : (content with { Secrets = JsonSerializer.Deserialize<Dictionary<string, byte[]>>(secrets)! }, null);
        }
        catch (AuthenticationTagMismatchException)
        {
            return (null, Damaged());
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return (null, Malformed("The document is not JSON of the form that a backup has."));
        }
    }

    private static (byte[] Key, byte[] Check) Keys(string passphrase, byte[] salt, int iterations)
    {
        // One block of SHA-512: neither half says anything of the other.
        var derived = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase.Normalize()), salt, iterations, HashAlgorithmName.SHA512, 2 * KeyLength);
        return (derived[..KeyLength], SHA512.HashData(derived[KeyLength..])[..KeyLength]);
    }

    // Written anew without white space: a document that was formatted, or went through a tool that escapes otherwise, is the same.
    private static byte[] HashOf(JsonObject document) => SHA512.HashData(Encoding.UTF8.GetBytes(document.ToJsonString()));

    private static byte[]? Bytes(JsonNode? node) => (string?)node is { } text ? Convert.FromBase64String(text) : null;

    private static Fault Malformed(string message) => new(FaultCode.Malformed, "document", message);

    private static Fault Damaged() => Malformed("The document is not as it was made: something in it was changed or is missing.");
}
