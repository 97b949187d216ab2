using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Imports;

/// <summary>Finds the range of a site in which a line decides a number.</summary>
internal sealed class RangePlaces
{
    private readonly HashSet<string> _names = [];
    private readonly RangeTree<Place> _tree;

    public RangePlaces(IEnumerable<Connector> connectors)
    {
        var places = new List<Place>();
        foreach (var connector in connectors)
        {
            _names.Add(connector.Name);
            places.AddRange(connector.Ranges.Select(range => new Place(connector, range.Id, range.Numbers)));
        }
        _tree = new RangeTree<Place>([.. places], static place => place.Numbers);
    }

    /// <summary>The range of the connector that has the number; null when it has none such.</summary>
    public RangeId? Find(ConnectorId connector, Number number)
    {
        foreach (var place in _tree.Holding(number))
            if (place.Connector.Id == connector) return place.Range;
        return null;
    }

    /// <summary>The range of the named connector that has the number; without a name, of the only connector that has it.</summary>
    public RangeId? Find(Cells cells, Number number)
    {
        var having = _tree.Holding(number);
        if (cells.Filled(DecisionImport.ConnectorColumn) is { } name)
        {
            foreach (var place in having)
                if (place.Connector.Name == name) return place.Range;
            if (_names.Contains(name)) cells.Fault(DecisionImport.NumberColumn, FaultCode.OutOfRange, $"No range of \"{name}\" has {number}.");
            else cells.Fault(DecisionImport.ConnectorColumn, FaultCode.NotFound, $"The site has no connector named \"{name}\".");
            return null;
        }
        if (having.Count == 1) return having[0].Range;
        if (having.Count == 0) cells.Fault(DecisionImport.NumberColumn, FaultCode.OutOfRange, $"No connector of the site has {number}.");
        else cells.Fault(DecisionImport.ConnectorColumn, FaultCode.Required, $"Several connectors have {number}: name the one that it is about.");
        return null;
    }

    private readonly record struct Place(Connector Connector, RangeId Range, NumberRange Numbers);
}
