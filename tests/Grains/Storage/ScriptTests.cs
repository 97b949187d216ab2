using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Membership;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Storage;

/// <summary>What administrators apply by hand is what a node applies.</summary>
public sealed class ScriptTests
{
    private static readonly string _directory = Path.Combine(Repository.Root, "deploy/postgresql");

    [Fact]
    public void Membership_script_for_administrators_is_the_one_of_the_node() => Compare("membership.sql", MembershipScript.Text);

    [Fact]
    public void Schema_script_for_administrators_is_made_of_the_migrations()
    {
        using var db = new ConnectorDb(new DbContextOptionsBuilder<ConnectorDb>().UseNpgsql().Options);
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        Compare("schema.sql", script.ReplaceLineEndings("\n").TrimStart('\uFEFF'));
    }

    private static void Compare(string file, string expected)
    {
        var path = Path.Combine(_directory, file);
        if (Environment.GetEnvironmentVariable("REWRITE_SCHEMA") == "1")
        {
            Directory.CreateDirectory(_directory);
            File.WriteAllText(path, expected);
        }
        Assert.True(File.Exists(path) && File.ReadAllText(path) == expected, $"deploy/postgresql/{file} is not what a node applies: run tests/Grains with REWRITE_SCHEMA=1.");
    }
}
