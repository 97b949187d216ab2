using SystemConnector.Contracts.Imports;
using SystemConnector.Grains.Imports;

namespace SystemConnector.Grains.Tests.Imports;

public sealed class ImportTableTests
{
    [Theory]
    [InlineData("number,owner\n100,Rani\n")]
    [InlineData("\uFEFFNumber;Owner\r\n100;Rani\r\n")]
    [InlineData("sep=;\r\nNUMBER;owner\r\n100;Rani")]
    [InlineData("\"number\"\t\"owner\"\r\"100\"\t\"Rani\"\r")]
    [InlineData(" number , owner \n 100 , \"Rani\" \n\n,\n")]
    public void Csv_is_read_as_spreadsheets_write_it(string text)
    {
        var table = Read(text);
        Assert.Empty(table.Faults);
        Assert.Equal(["100", "Rani"], table.Lines.Single().Cells);
    }

    [Fact]
    public void Csv_lines_are_counted_as_people_see_them()
    {
        var table = Read("number,owner\r\n100,\"two\r\nlines \"\"quoted\"\"\"\r\n\r\n101,x\r\n102,\"open\r\n103,y\r\n");
        Assert.Equal([(2, "two\r\nlines \"quoted\""), (5, "x"), (6, "open\r\n103,y\r\n")], table.Lines.Select(l => (l.Number, l.Cells[1])));
        Assert.Equal(6, Assert.Single(table.Faults).Line);
    }

    [Fact]
    public void Csv_faults_of_form_are_told_by_line()
    {
        var table = Read("number,number,colour\n100,\"a\"b,red\n101,x,y,z\n");
        Assert.Equal([1, 2, 3], table.Faults.Select(f => f.Line));
        Assert.Contains("colour", Assert.Single(table.Notices), StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(Read("").Faults).Line);
        Assert.Equal(1, Assert.Single(Read("a,b\n1,2\n").Faults).Line);
    }

    [Fact]
    public void Json_is_read_by_line_and_member()
    {
        var table = ImportTable.Read("[\n  { \"number\": 100, \"Owner\": \"Rani\", \"colour\": 1 },\n  7,\n\n  { \"number\": \"0\\u0031\", \"owner\": null }\n]", ListFormat.Json, ["number", "owner"]);
        Assert.Equal([(2, "100", "Rani"), (5, "01", null)], table.Lines.Select(l => (l.Number, l.Cells[0], l.Cells[1])));
        Assert.Equal(3, Assert.Single(table.Faults).Line);
        Assert.Single(table.Notices);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[1")]
    [InlineData("[{\"number\":")]
    [InlineData("[] x")]
    public void Json_that_is_none_is_a_fault(string text) => Assert.NotEmpty(ImportTable.Read(text, ListFormat.Json, ["number"]).Faults);

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1")]
    [InlineData("-Bob")]
    [InlineData("@x")]
    [InlineData("'tis")]
    [InlineData("'=1")]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("'")]
    public void Guarded_cell_is_no_formula_and_comes_back(string cell)
    {
        var guarded = Formula.Guard(cell);
        Assert.False(guarded.Length > 0 && "=+-@\t\r".Contains(guarded[0]));
        Assert.Equal(cell, Formula.Unguard(guarded));
    }

    private static ImportTable Read(string text) => ImportTable.Read(text, ListFormat.Csv, ["number", "owner"]);
}
