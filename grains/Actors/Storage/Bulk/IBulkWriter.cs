namespace SystemConnector.Grains.Storage.Bulk;

/// <summary>Writes many rows of one table at once, as each database does it fastest.</summary>
internal interface IBulkWriter
{
    /// <summary>Writes rows within the transaction of the context: those that are not there are added, the others replaced. Keys differ from one another.</summary>
    Task Upsert<TRow>(ConnectorDb db, IReadOnlyCollection<TRow> rows) where TRow : class;
}
