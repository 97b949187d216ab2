namespace SystemConnector.Silo.Tests.Refusals;

/// <summary>How a mutation is refused.</summary>
/// <param name="Mutation">Its field.</param>
/// <param name="Valid">An input without a fault, in JSON; {site} and others stand for ids, see <see cref="RefusalNode"/>.</param>
/// <param name="Faults">One for each way in which a field can be wrong.</param>
internal sealed record MutationRefusals(string Mutation, string Valid, params FieldFault[] Faults);

/// <summary>A fault of an input.</summary>
/// <param name="Fields">What is put over the input, in JSON.</param>
/// <param name="Errors">The errors that must be told, each "Type field", with the field "-" for the input as a whole.</param>
internal sealed record FieldFault(string Fields, params string[] Errors)
{
    /// <summary>Whether it is told without others: nothing can be looked at where there is nothing.</summary>
    public bool IsAlone { get; init; }
}
