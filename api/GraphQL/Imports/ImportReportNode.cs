using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using GraphQL;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;

namespace SystemConnector.Api.GraphQL.Imports;

[Name("ImportReport"), Description("What an import came to, or would.")]
internal sealed class ImportReportNode(ImportReport report)
{
    [Description("What became of the lines, or would.")]
    public ImportCountsNode Counts => new(report.Counts);

    [Description("How many faults there are. With one, nothing is saved.")]
    public int FaultCount => report.Faults.Length;

    [Description("Every fault of every line, in the order of the lines.")]
    public Connection<ImportFaultNode> Faults(
        [Description(PageSize.Description)] int first = PageSize.Default, [Description(PageSize.AfterDescription)] string? after = null)
    {
        var start = Cursor.Read(after) is not { } key ? 0
            : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
            : throw Cursor.Malformed();
        var page = report.Faults.Skip(start).Take(PageSize.Checked(first)).ToImmutableArray();
        return new(
            [.. page.Select((fault, i) => new Edge<ImportFaultNode>(Cursor.Of((start + i + 1).ToString(CultureInfo.InvariantCulture)), new ImportFaultNode(fault)))],
            start + page.Length < report.Faults.Length, _ => Task.FromResult(report.Faults.Length));
    }

    [Description("What to know of the text as a whole, such as columns that are not known.")]
    public IEnumerable<string> Notices => report.Notices;
}

[Name("ImportCounts"), Description("Of many things how many are done, and what became of them.")]
internal sealed class ImportCountsNode(ImportCounts counts)
{
    [Description("How many there are to do.")]
    public int Total => counts.Total;

    [Description("How many are done.")]
    public int Done => counts.Done;

    [Description("How many are new.")]
    public int Created => counts.Created;

    [Description("How many were there and become another.")]
    public int Changed => counts.Changed;

    [Description("How many are there as given.")]
    public int Unchanged => counts.Unchanged;

    [Description("How many go.")]
    public int Deleted => counts.Deleted;
}

[Name("ImportFault"), Description("What is wrong with a line.")]
internal sealed class ImportFaultNode(ImportFault fault)
{
    [Description("The line in the text, from 1 on; 0 when it is the whole.")]
    public int Line => fault.Line;

    [Description("The column or member; null when it is the line as a whole.")]
    public string? Column => fault.Column;

    [Description("What is wrong.")]
    public FaultCode Code => fault.Code;

    [Description("One sentence for a person.")]
    public string Message => fault.Message;
}
