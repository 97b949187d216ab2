using SystemConnector.Silo;
using SystemConnector.Silo.Demo;
using SystemConnector.Silo.Options;

try
{
    if (args is ["demo", .. var demoArgs]) return await DemoCommand.RunAsync(demoArgs, NodeHost.Build);

    await NodeHost.Build(args).RunAsync();
    return 0;
}
catch (Exception exception) when (ConfigurationFaults.In(exception) is { Count: > 0 } faults)
{
    foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
    return 1;
}
