using SystemConnector.Contracts;

namespace SystemConnector.Api.GraphQL.Refusals;

/// <summary>The one place where a fault of the contracts becomes a typed error of the API.</summary>
internal static class Refusal
{
    /// <summary>The typed error for a fault.</summary>
    public static Error From(Fault fault, FieldNames names)
    {
        var (field, message) = (names.InputFieldOf(fault.Field), fault.Message);
        return fault.Code switch
        {
            FaultCode.Required => new RequiredFieldError(field, message),
            FaultCode.Malformed => new MalformedFieldError(field, message),
            FaultCode.OutOfRange => new OutOfRangeError(field, message),
            FaultCode.Contradiction => new ContradictionError(field, message),
            FaultCode.Taken => new TakenError(field, message),
            FaultCode.NotFound => new NotFoundError(field ?? names.Itself, message),
            FaultCode.StaleVersion => new StaleVersionError(field, message),
            FaultCode.Forbidden => new ForbiddenError(field, message),
            FaultCode.StorageUnavailable => new StorageUnavailableError(field, message),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Code, "No error type for this fault code."),
        };
    }

    /// <summary>The refusal of a change to something that an input names by an id which names nothing.</summary>
    public static Outcome<T> NotFound<T>(string field, string what) where T : class =>
        Outcome.Refused<T>(new Fault(FaultCode.NotFound, field, $"There is no {what} with this id."));
}
