namespace SystemConnector.Conformance.Tests.Kamailio;

/// <summary>How a Kamailio is joined to the node.</summary>
public enum FarEndKind
{
    /// <summary>Either side trusts the other one's address.</summary>
    Ip,

    /// <summary>We register with it; it challenges our registrations and calls.</summary>
    Registrar,

    /// <summary>It registers with us (uac_reg); we challenge its registrations and calls.</summary>
    RegistersWithUs,
}
