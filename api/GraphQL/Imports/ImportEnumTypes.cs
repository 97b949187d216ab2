using GraphQL.Types;
using SystemConnector.Contracts.Imports;

namespace SystemConnector.Api.GraphQL.Imports;

internal sealed class ListFormatType : EnumerationGraphType
{
    public ListFormatType()
    {
        Name = "ListFormat";
        Description = "How a list is written.";
        Add("CSV", ListFormat.Csv, "RFC 4180 with a line of column names first. Semicolons, tabs, a byte order mark and any end of line are read as well.");
        Add("JSON", ListFormat.Json, "An array of objects, whose members are the columns.");
    }
}

internal sealed class ListKindType : EnumerationGraphType
{
    public ListKindType()
    {
        Name = "ListKind";
        Description = "What a list of the configuration holds.";
        Add("SITES", ListKind.Sites, "Sites: name, domains, isDefault, localRanges.");
        Add("LOCAL_NUMBERS", ListKind.LocalNumbers, "Local numbers: number, kind, owner, target, speedDialTo; secret is imported and never exported.");
        Add("CONNECTORS", ListKind.Connectors, "Connectors with their ranges; password and registerString are imported and never exported.");
        Add("DECISIONS", ListKind.Decisions, "Precedence decisions that are in force: number, precedence, connector.");
    }
}

internal sealed class ImportModeType : EnumerationGraphType
{
    public ImportModeType()
    {
        Name = "ImportMode";
        Description = "What becomes of what is there and not in the text.";
        Add("MERGE", ImportMode.Merge, "It stays.");
        Add("REPLACE", ImportMode.Replace, "It is deleted.");
    }
}
