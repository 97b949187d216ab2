using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Ladders;

namespace SystemConnector.Silo.CallRecords;

/// <summary>Registers what this node notes of calls.</summary>
internal static class CallBookServices
{
    /// <summary>Adds the book and its reporter; before SIP, so that the reporter stops after it.</summary>
    public static IServiceCollection AddCallBook(this IServiceCollection services)
    {
        services.AddSingleton<CallBook>();
        services.AddSingleton<IActiveCalls, ActiveCalls>();
        services.AddSingleton<MessageRings>();
        services.AddSingleton<IMessageLadder, MessageLadder>();
        services.AddSingleton<INodeCalls, NodeCalls>();
        services.AddSingleton<CallReporter>();
        services.AddHostedService(static provider => provider.GetRequiredService<CallReporter>());
        return services;
    }
}
