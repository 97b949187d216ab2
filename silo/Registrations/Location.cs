using SystemConnector.Contracts.Registrations;

namespace SystemConnector.Silo.Registrations;

/// <summary>Where a registered phone or system is reached, ready for use by a call.</summary>
/// <param name="Binding">The binding as its grain has it.</param>
/// <param name="Contact">The contact URI.</param>
/// <param name="Path">The value of the Route header field that leads there; empty for none.</param>
/// <param name="Flow">The flow over which it registered.</param>
internal sealed record Location(Binding Binding, byte[] Contact, byte[] Path, FlowName Flow);
