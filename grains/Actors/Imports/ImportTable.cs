using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;

namespace SystemConnector.Grains.Imports;

/// <summary>A line of what is imported: its cells in the order of the columns that are known; null where there is none.</summary>
internal readonly record struct ImportLine(int Number, string?[] Cells);

/// <summary>A text as lines and columns, whatever format it was in.</summary>
internal sealed class ImportTable(ImmutableArray<string> columns)
{
    private const int MaxLines = 500_000;

    /// <summary>The columns that are known.</summary>
    public ImmutableArray<string> Columns => columns;

    public List<ImportLine> Lines { get; } = [];

    public List<ImportFault> Faults { get; } = [];

    /// <summary>What to know of the text as a whole.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Reads a text.</summary>
    public static ImportTable Read(string content, ListFormat format, ImmutableArray<string> columns)
    {
        var table = new ImportTable(columns);
        var text = content.AsMemory().TrimStart('\uFEFF');
        if (format == ListFormat.Csv) CsvTable.Read(text.ToString(), table);
        else JsonTable.Read(text, table);
        if (table.Lines.Count > MaxLines) table.Fault(0, null, FaultCode.OutOfRange, $"At most {MaxLines} lines are imported at once.");
        return table;
    }

    /// <summary>The place of a column by its name: upper and lower case, blanks, '_' and '-' are all the same; -1 when nobody knows it.</summary>
    public int IndexOf(string name)
    {
        var plain = Plain(name);
        for (var i = 0; i < columns.Length; i++)
            if (Plain(columns[i]) == plain) return i;
        return -1;
    }

    public void Fault(int line, string? column, FaultCode code, string message) => Faults.Add(new ImportFault(line, column, code, message));

    /// <summary>A name without what people write differently.</summary>
    public static string Plain(string name) =>
        string.Concat(name.Where(static c => c is not (' ' or '_' or '-' or '\u00A0'))).ToLowerInvariant();
}
