using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace SystemConnector.Silo.Media;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class MediaOptionsValidator : IValidateOptions<MediaOptions>
{
    public ValidateOptionsResult Validate(string? name, MediaOptions options)
    {
        var faults = new List<string>();
        if (options.PortMin is < 1024 or > 65_535) faults.Add($"Media:PortMin: must be from 1024 to 65535, not {options.PortMin}.");
        if (options.PortMax > 65_535 || options.PortMax < options.PortMin + 7)
            faults.Add($"Media:PortMax: must be from PortMin + 7 to 65535, not {options.PortMax}; a call with one media takes four ports.");
        Check(nameof(options.BindIPv4), options.BindIPv4, AddressFamily.InterNetwork);
        Check(nameof(options.BindIPv6), options.BindIPv6, AddressFamily.InterNetworkV6);
        Check(nameof(options.AdvertisedIPv4), options.AdvertisedIPv4, AddressFamily.InterNetwork);
        Check(nameof(options.AdvertisedIPv6), options.AdvertisedIPv6, AddressFamily.InterNetworkV6);
        if (options.Threads is < 1 or > 64) faults.Add($"Media:Threads: must be from 1 to 64, not {options.Threads}.");
        if (options.SilenceTimeout < TimeSpan.FromSeconds(10) || options.SilenceTimeout > TimeSpan.FromDays(1))
            faults.Add($"Media:SilenceTimeout: must be from 00:00:10 to 1.00:00:00, not {options.SilenceTimeout}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(string key, string? address, AddressFamily family)
        {
            if (address is not null && (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != family))
                faults.Add($"Media:{key}: '{address}' is no address of that family.");
        }
    }
}
