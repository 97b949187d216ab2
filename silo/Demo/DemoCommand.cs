using System.Net.Http.Headers;
using System.Text;
using SystemConnector.Silo.Demo.UserAgents;

namespace SystemConnector.Silo.Demo;

/// <summary>
/// <c>demo [--exit]</c>: two locations on one node, linked with each other, and three calls between their phones.
/// </summary>
/// <remarks>
/// 1. a node → 2. both locations, through the API → 3. phones and trunks register → 4. calls → 5. conflicts, routes, trunks
/// → 6. how to go on. Ends with 0 when every call did what it should, else with 1 and a sentence that says what did not.
/// </remarks>
internal sealed class DemoCommand(NodeBuilder build, TextWriter output, TimeProvider time)
{
    private const int Width = 100;
    private const string ExitOption = "--exit";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly string[] PhonesOfA = ["100", "120", "150"], PhonesOfB = ["150", "160", "200"];

    private readonly MessageLog _log = new();

    /// <summary>Runs the demo with the arguments that follow its name, on the console.</summary>
    public static Task<int> RunAsync(string[] args, NodeBuilder build)
    {
        Console.OutputEncoding = Encoding.UTF8;
        return new DemoCommand(build, Console.Out, TimeProvider.System).RunAsync(args);
    }

    /// <summary>Runs the demo with the arguments that follow its name.</summary>
    public async Task<int> RunAsync(string[] args)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        try
        {
            // 1.
            await using var node = await DemoNode.StartAsync([.. args.Where(static arg => arg != ExitOption)], build, bound.Token);
            var traces = node.Transports.Select(static transport => transport.Trace).ToList();
            foreach (var transport in node.Transports) transport.Trace = _log;
            await using var phones = new DemoPhones(_log);
            using var http = new HttpClient { BaseAddress = node.ApiUrl };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.ApiKey);

            var faults = await ShowAsync(node, phones, new DemoConfiguration(new DemoApi(http), time), bound.Token);
            foreach (var fault in faults) output.WriteLine($"Not as it should be: {fault}");
            if (!args.Contains(ExitOption))
            {
                output.WriteLine("The node keeps running, with calls now and then; Ctrl+C ends it.");
                // From here on the node keeps its messages itself, for the ladders of its calls.
                foreach (var (transport, trace) in node.Transports.Zip(traces)) transport.Trace = trace;
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(node.App.Lifetime.ApplicationStopping);
                var life = new DemoLife(phones, time).RunAsync(ending.Token);
                await node.App.WaitForShutdownAsync();
                await life;
            }
            return faults.Count == 0 ? 0 : 1;
        }
        catch (Exception exception) when (exception is DemoException or TimeoutException or HttpRequestException)
        {
            output.WriteLine($"The demo cannot go on: {exception.Message}");
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            output.WriteLine($"The demo took longer than {Bound.TotalSeconds} s and gave up.");
        }
        return 1;
    }

    private async Task<List<string>> ShowAsync(DemoNode node, DemoPhones phones, DemoConfiguration configuration, CancellationToken cancellation)
    {
        // 2.
        Heading("Two locations on one node, linked both ways");
        var (socketA, socketB) = (node.SocketOf(DemoSite.A), node.SocketOf(DemoSite.B));
        var services = phones.Add(DemoSite.A, "155", socketA.ToIPEndPoint());
        await configuration.CreateAsync(socketA, socketB, services.Local, cancellation);
        output.WriteLine($"Location A  extensions {DemoSite.A.Min}–{DemoSite.A.Max}  SIP {socketA}  connector \"Location B\" for {DemoSite.B.Min}–{DemoSite.B.Max}");
        output.WriteLine($"Location B  extensions {DemoSite.B.Min}–{DemoSite.B.Max}  SIP {socketB}  connector \"Location A\" for {DemoSite.A.Min}–{DemoSite.A.Max}");

        // 3.
        foreach (var number in PhonesOfA) phones.Add(DemoSite.A, number, socketA.ToIPEndPoint());
        foreach (var number in PhonesOfB) phones.Add(DemoSite.B, number, socketB.ToIPEndPoint());
        var registered = phones.All.Where(phone => phone != services).ToList();
        foreach (var phone in registered)
        {
            var status = await phone.RegisterAsync(cancellation: cancellation);
            if (status != 200) throw new DemoException($"Phone {phone.Name} cannot register: {status}.");
        }
        await configuration.TrunksRegisteredAsync(cancellation);
        output.WriteLine($"Registered  {string.Join(", ", registered.Select(static phone => phone.Name))}, and the locations with each other");

        // 4.
        var faults = new List<string>();
        foreach (var call in DemoCall.All)
            if (await CallAsync(node, phones, call, cancellation) is { } fault) faults.Add(fault);

        // 5.
        Heading("Conflicts of Location A's connector \"Location B\"");
        await ConflictsAsync(configuration, configuration.ConnectorToB, cancellation);
        Heading("Conflicts of Location B's connector \"Location A\"");
        await ConflictsAsync(configuration, configuration.ConnectorToA, cancellation);
        foreach (var number in new[] { "150", "160" })
        {
            Heading($"Why {number}, dialled at Location A, goes where it goes");
            foreach (var line in await configuration.ExplainAsync(number, cancellation)) output.WriteLine(line);
        }
        Heading("Trunks");
        var trunks = await configuration.TrunksAsync(cancellation);
        output.Write(TextTable.Draw(
            Width, ["Site", "Connector", "State", "Calls", "Cause"],
            [.. trunks.Select(static trunk => (string[])[trunk.Site, trunk.Connector, trunk.State, trunk.Usable ? "yes" : "no", trunk.Cause])]));

        // 6.
        Heading("Go on from here");
        var rani = DemoSite.A.SecretOf("115");
        output.WriteLine($"Console  {node.ApiUrl}");
        output.WriteLine($"GraphQL  {new Uri(node.ApiUrl, "graphql")}");
        output.WriteLine($"API key  {node.ApiKey}");
        output.WriteLine($"A phone  user 115, password {rani}, domain {DemoSite.A.Domain}, outbound proxy {socketA} (UDP)");
        output.WriteLine();
        output.WriteLine($"curl -s {new Uri(node.ApiUrl, "graphql")} -H 'Content-Type: application/json' \\");
        output.WriteLine($"  -H 'Authorization: Bearer {node.ApiKey}' \\");
        output.WriteLine("""  -d '{"query":"{ sites { nodes { name connectors { nodes { name conflictCount trunk { state } } } } } }"}'""");
        output.WriteLine();
        return faults;
    }

    private async Task<string?> CallAsync(DemoNode node, DemoPhones phones, DemoCall plan, CancellationToken cancellation)
    {
        Heading($"{plan.From} calls {plan.Number}: {plan.Answerer} must answer");
        output.WriteLine(plan.Why);
        output.WriteLine();
        var (caller, answerer) = (phones[plan.From], phones[plan.Answerer]);
        using var call = await caller.CallAsync(plan.Number, cancellation);
        var ended = 0;
        if (call.AnsweredBy == plan.Answerer)
        {
            using var taken = await answerer.NextCallAsync(cancellation);
            await taken.AcknowledgedAsync(cancellation);
            ended = await call.HangUpAsync(cancellation);
            await taken.EndedAsync(cancellation);
        }

        var isFromA = plan.From[0] == 'A';
        var (near, far) = isFromA ? (DemoSite.A, DemoSite.B) : (DemoSite.B, DemoSite.A);
        Participant[] participants =
        [
            new(caller.Name, caller.Local),
            new(near.Name, node.SocketOf(near)),
            new(far.Name, node.SocketOf(far)),
            .. phones.All.Where(phone => phone != caller).Select(static phone => new Participant(phone.Name, phone.Local)),
        ];
        output.Write(Ladder.Draw([.. _log.Messages.Where(message => message.Field("Call-ID") == call.CallId)], participants, Width));
        output.WriteLine();

        if (call.AnsweredBy == plan.Answerer && ended == 200)
        {
            output.WriteLine($"✓ {plan.Answerer} answered, and both have hung up.");
            return null;
        }
        return call.AnsweredBy is null ? $"{plan.From} called {plan.Number} and got {call.Status}; {plan.Answerer} should have answered."
            : call.AnsweredBy != plan.Answerer ? $"{plan.From} called {plan.Number} and {call.AnsweredBy} answered instead of {plan.Answerer}."
            : $"{plan.From} hung up on {plan.Answerer} and got {ended}.";
    }

    private async Task ConflictsAsync(DemoConfiguration configuration, string connectorId, CancellationToken cancellation) =>
        output.Write(TextTable.Draw(Width, ["Number", "Conflict", "Wins", "Why"], await configuration.ConflictsAsync(connectorId, cancellation)));

    private void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine($"── {text} {new string('─', Math.Max(0, Width - text.Length - 4))}");
    }
}
