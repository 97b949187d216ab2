using Microsoft.Extensions.Options;

namespace SystemConnector.Silo.Options;

/// <summary>
/// Reads settings from the files of a directory, so that secrets need not stand in the environment or on the command line: a file
/// <c>Storage__MasterKey</c> holds Storage:MasterKey. That is how systemd credentials, Kubernetes secrets and compose secrets are handed over.
/// </summary>
internal static class SecretsDirectory
{
    /// <summary>The key that names the directory. Default: none.</summary>
    public const string Key = "SecretsDirectory";

    /// <summary>Adds its files to the configuration; they count more than what is there.</summary>
    /// <exception cref="OptionsValidationException">The directory or one of its files cannot be read.</exception>
    public static void AddSecretsDirectory(this IConfigurationBuilder builder, string? directory)
    {
        if (string.IsNullOrEmpty(directory)) return;
        if (!Directory.Exists(directory)) throw Fault($"there is no directory '{directory}'.");
        try
        {
            builder.AddKeyPerFile(Path.GetFullPath(directory), optional: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Fault(exception.Message);
        }
    }

    private static OptionsValidationException Fault(string sentence) => new(Key, typeof(string), [$"{Key}: {sentence}"]);
}
