using System.Diagnostics;
using SystemConnector.Api.RemoteKits;

namespace SystemConnector.Api.Tests.RemoteKits;

/// <summary>What the kit says, read by Kamailio itself.</summary>
public sealed class KamailioSyntaxTests
{
    private static readonly string[] Programs = ["/usr/sbin/kamailio", "/usr/local/sbin/kamailio"];

    public static TheoryData<string> Kinds() => [.. Kits.Kinds.Select(static kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Kamailio_reads_the_kit(string kind)
    {
        var program = Array.Find(Programs, File.Exists);
        Assert.SkipWhen(program is null, "kamailio is not installed");
        var facts = Kits.Kinds.Single(each => each.Name == kind).Facts;
        var directory = Directory.CreateTempSubdirectory("system-connector-");
        try
        {
            var file = Path.Combine(directory.FullName, "kamailio.cfg");
            await File.WriteAllTextAsync(file, Configuration(KamailioKit.Of(facts), directory.FullName), TestContext.Current.CancellationToken);
            var (status, output) = await Run(program!, "-c", "-f", file);
            Assert.True(status == 0, output);
            // A check that finds nothing wrong in anything would be none.
            await File.AppendAllTextAsync(file, "\nroute[BROKEN] { no_such_function(); }\n", TestContext.Current.CancellationToken);
            Assert.NotEqual(0, (await Run(program!, "-c", "-f", file)).Status);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>As much of Kamailio's own kamailio.cfg as the kit leans on.</summary>
    private static string Configuration(RemoteKit kit, string directory)
    {
        string Step(string title) => kit.Steps.Single(step => step.Title == title).Text;
        return $$"""
            #!KAMAILIO
            #!define DBURL "text://{{directory}}"
            {{string.Concat(from module in (string[])["db_text", "tm", "sl", "rr", "pv", "textops", "siputils", "usrloc", "registrar"] select $"loadmodule \"{module}.so\"\n")}}
            {{Step("Modules")}}
            request_route {
                {{Step("Use them")}}
                route(RELAY);
            }
            route[RELAY] { t_relay(); }
            route[LOCATION] { lookup("location"); route(RELAY); }
            {{Step("Routes")}}
            """;
    }

    private static async Task<(int Status, string Output)> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
        return (process.ExitCode, await output + await error);
    }
}
