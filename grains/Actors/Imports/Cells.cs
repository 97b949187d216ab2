using System.Globalization;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Imports;

/// <summary>Reads the cells of one line, and notes what is wrong with them.</summary>
internal readonly struct Cells(ImportTable table, ImportLine line)
{
    public int Line => line.Number;

    /// <summary>A cell; null when the text has no such column.</summary>
    public string? Text(string column) => line.Cells[table.Columns.IndexOf(column)];

    /// <summary>A cell that says something; null when it is empty as well.</summary>
    public string? Filled(string column) => Text(column) is { Length: > 0 } text ? text : null;

    public int Number(string column, int otherwise)
    {
        if (Filled(column) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return value;
        Fault(column, FaultCode.Malformed, $"'{text}' is not a whole number.");
        return otherwise;
    }

    public bool Flag(string column, bool otherwise)
    {
        if (Filled(column) is not { } text) return otherwise;
        switch (text.ToLowerInvariant())
        {
            case "true" or "yes" or "1" or "on": return true;
            case "false" or "no" or "0" or "off": return false;
            default:
                Fault(column, FaultCode.Malformed, $"'{text}' is neither true nor false.");
                return otherwise;
        }
    }

    public T Choice<T>(string column, T otherwise, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        if (Filled(column) is not { } text) return otherwise;
        var names = new List<string>();
        foreach (var (name, value) in choices)
        {
            if (ImportTable.Plain(name) == ImportTable.Plain(text)) return value;
            names.Add(name);
        }
        Fault(column, FaultCode.OutOfRange, $"'{text}' is none of {string.Join(", ", names)}.");
        return otherwise;
    }

    public void Fault(string? column, FaultCode code, string message) => table.Fault(line.Number, column, code, message);

    /// <summary>Takes the faults of a validation over, whose paths name fields of the contract.</summary>
    public void Add(IEnumerable<Fault> faults, Func<string, string?> columnOf)
    {
        foreach (var fault in faults) Fault(columnOf(fault.Field), fault.Code, fault.Message);
    }
}
