using SystemConnector.Silo;
using SystemConnector.Silo.Demo;
using SystemConnector.Silo.Options;

try
{
    if (args is ["demo", .. var demoArgs]) return await DemoCommand.RunAsync(demoArgs, NodeHost.Build);

    var node = NodeHost.Build(args);
    if (ListenFaults.Of(node) is { Count: > 0 } taken) return await Refuse(taken);
    await node.RunAsync();
    return 0;
}
catch (Exception exception) when (ConfigurationFaults.In(exception) is { Count: > 0 } faults)
{
    return await Refuse(faults);
}

static async Task<int> Refuse(IReadOnlyList<string> faults)
{
    foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
    return 1;
}
