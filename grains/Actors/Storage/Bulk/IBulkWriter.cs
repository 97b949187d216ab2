namespace SystemConnector.Grains.Storage.Bulk;

/// <summary>Writes many rows of one table at once, as each database does it fastest.</summary>
internal interface IBulkWriter
{
    /// <summary>Writes rows within the transaction of the context: those that are not there are added, the others replaced. Keys differ from one another.</summary>
    /// <param name="db">The context.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="set">What becomes of a row that is there, as behind DO UPDATE SET; null for all of its columns.</param>
    Task Upsert<TRow>(ConnectorDb db, IReadOnlyCollection<TRow> rows, string? set = null) where TRow : class;
}
