using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Imports;

/// <summary>A local number to write, and the line that wants it.</summary>
internal readonly record struct NumberWrite(int Line, LocalNumberRow Row, bool IsNew);
