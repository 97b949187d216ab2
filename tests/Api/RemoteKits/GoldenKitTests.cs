using SystemConnector.Api.RemoteKits;

namespace SystemConnector.Api.Tests.RemoteKits;

public sealed class GoldenKitTests
{
    private const string RewriteVariable = "REWRITE_KITS";

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var system in Enum.GetValues<RemoteSystem>())
            foreach (var (kind, _) in Kits.Kinds) all.Add(system.ToString(), kind);
        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Kit_is_the_committed_one(string system, string kind)
    {
        var printed = Kits.Print(Api.RemoteKits.RemoteKits.Of(Enum.Parse<RemoteSystem>(system), Kits.Kinds.Single(each => each.Name == kind).Facts));
        var file = Kits.GoldenFile($"{system}.{kind}");
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1") File.WriteAllText(file, printed);
        Assert.True(
            printed == File.ReadAllText(file),
            $"The kit is not the one in {Path.GetFileName(file)}. If the change is meant: {RewriteVariable}=1, read the files, and commit them.");
    }
}
