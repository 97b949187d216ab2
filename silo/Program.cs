using SystemConnector.Silo;
using SystemConnector.Silo.Demo;

if (args is ["demo", .. var demoArgs]) return await DemoCommand.RunAsync(demoArgs, NodeHost.Build);

var app = NodeHost.Build(args);
await app.RunAsync();
return 0;
