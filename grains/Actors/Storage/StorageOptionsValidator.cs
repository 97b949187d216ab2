using Microsoft.Extensions.Options;

namespace SystemConnector.Grains.Storage;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(options.Provider))
            faults.Add("Storage:Provider must be Sqlite or PostgreSql.");
        if (options.Provider == StorageProvider.PostgreSql && string.IsNullOrWhiteSpace(options.ConnectionString))
            faults.Add("Storage:ConnectionString must be given when Storage:Provider is PostgreSql.");
        if (options.Provider == StorageProvider.PostgreSql && string.IsNullOrEmpty(options.MasterKey))
            faults.Add("Storage:MasterKey must be given when Storage:Provider is PostgreSql: every node needs the same.");
        if (string.IsNullOrWhiteSpace(options.Directory))
            faults.Add("Storage:Directory must be given: this platform names no folder for local application data.");
        if (!string.IsNullOrEmpty(options.MasterKey) && !IsKey(options.MasterKey))
            faults.Add($"Storage:MasterKey must be {SecretProtector.KeyLength} bytes in base64.");
        if (options.AuditRetentionDays is < 0 or > 36_500) faults.Add("Storage:AuditRetentionDays must be from 0 to 36500.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsKey(string text)
    {
        Span<byte> key = stackalloc byte[SecretProtector.KeyLength];
        return Convert.TryFromBase64String(text, key, out var length) && length == SecretProtector.KeyLength;
    }
}
