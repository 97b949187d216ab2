using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Grains.CallRecords;

/// <summary>Registers call records.</summary>
internal static class CallRecordServices
{
    /// <summary>Adds the store, its writer and its janitor, and who listens to calls; after the database and before SIP, so that what calls say last is written.</summary>
    public static IServiceCollection AddCallRecords(this IServiceCollection services)
    {
        services.AddOptions<CallOptions>().BindConfiguration(CallOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CallOptions>, CallOptionsValidator>();
        services.AddSingleton<CallRecordStore>();
        services.AddSingleton<ICallRecords>(static provider => provider.GetRequiredService<CallRecordStore>());
        services.AddSingleton(static provider => new CallRecordWriter(
            provider.GetRequiredService<CallRecordStore>(),
            provider.GetRequiredService<IOptions<CallOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CallRecordWriter>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<CallRecordWriter>());
        services.AddHostedService<CallRecordJanitor>();
        services.AddSingleton<CallEventDemand>();
        services.AddSingleton<ICallEventDemand>(static provider => provider.GetRequiredService<CallEventDemand>());
        services.AddHostedService(static provider => provider.GetRequiredService<CallEventDemand>());
        return services;
    }
}
