using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Imports;

/// <summary>What a line says of a local number: null where it says nothing.</summary>
internal sealed record NumberWrite(int Line, string Number, LocalNumberKind? Kind, string? Owner, string? Secret, string? Target, string? SpeedDialTo)
{
    /// <summary>The number as it is to be, given what there is.</summary>
    public LocalNumberSpec Over(LocalNumberRow? row)
    {
        var kind = Kind ?? (LocalNumberKind)(row?.Kind ?? 0);
        // What the text says nothing of stays, unless the number becomes something else.
        var kept = row?.Kind == (int)kind ? row : null;
        return new LocalNumberSpec(Number, kind, Owner ?? row?.Owner ?? "", Secret, Target ?? kept?.Target, SpeedDialTo ?? kept?.SpeedDialTo);
    }
}
