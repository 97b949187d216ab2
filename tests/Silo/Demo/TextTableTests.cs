using SystemConnector.Silo.Demo;

namespace SystemConnector.Silo.Tests.Demo;

public sealed class TextTableTests
{
    [Fact]
    public void Last_column_is_wrapped_within_the_width()
    {
        var table = TextTable.Draw(30, ["Number", "Why"], [["150", "Local numbers come before connectors."], ["160", "None."]]);
        Assert.Equal(
            [
                "Number  Why",
                "──────  ──────────────────────",
                "150     Local numbers come",
                "        before connectors.",
                "160     None.",
            ],
            table.TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void Table_without_rows_is_its_header()
    {
        Assert.StartsWith("Number  Why", TextTable.Draw(30, ["Number", "Why"], []), StringComparison.Ordinal);
    }
}
