namespace SystemConnector.Grains.Storage;

/// <summary>Which database holds the record.</summary>
public enum StorageProvider
{
    /// <summary>A file beside the process; one node.</summary>
    Sqlite,

    /// <summary>A server that all nodes share.</summary>
    PostgreSql,
}

/// <summary>Where the record is kept. Section "Storage".</summary>
public sealed class StorageOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Storage";

    /// <summary>The database. Default: Sqlite.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>
    /// How to reach the database, in the provider's form. Required for PostgreSql.
    /// Default for Sqlite: the file system-connector.db in <see cref="Directory"/>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The directory of the database file and of the key file; made when it does not exist.
    /// Default: system-connector in the platform's folder for local application data.
    /// </summary>
    public string Directory { get; set; } = DefaultDirectory();

    /// <summary>
    /// The key under which secrets are sealed in the database: 32 bytes in base64. Required for PostgreSql, since every
    /// node must have the same. Default for Sqlite: the file master.key in <see cref="Directory"/>, made at first start.
    /// </summary>
    public string? MasterKey { get; set; }

    /// <summary>Days for which entries of the audit log are kept, 0 to 36,500; 0 keeps them for ever. Default: 730.</summary>
    public int AuditRetentionDays { get; set; } = 730;

    private static string DefaultDirectory()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? "" : Path.Combine(data, "system-connector");
    }
}
