namespace SystemConnector.Contracts.Access;

/// <summary>What someone may do in the sites that they may see. Each role may do what those before it may.</summary>
public enum Role
{
    /// <summary>Reads everything but secrets.</summary>
    Viewer,

    /// <summary>Runs what is there: local numbers, decisions, migrations, enabling, examining, draining.</summary>
    Operator,

    /// <summary>Sets up: sites, connectors, keys, import, backup and restore.</summary>
    Admin,
}
