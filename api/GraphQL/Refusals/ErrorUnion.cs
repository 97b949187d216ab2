using GraphQL;
using GraphQL.Types;

namespace SystemConnector.Api.GraphQL.Refusals;

/// <summary>
/// The errors of one mutation. Each mutation has its own union, so that one can get an error that the others cannot have;
/// they start equal because the contracts do not narrow the fault codes of an operation.
/// </summary>
internal sealed class ErrorUnion<TPayload> : UnionGraphType
{
    public ErrorUnion()
    {
        var mutation = typeof(TPayload).Name[..^"Payload".Length];
        Name = $"{mutation}Error";
        Description = $"Why {char.ToLowerInvariant(mutation[0])}{mutation[1..]} was refused. Every member is an Error.";
        Type<AutoRegisteringObjectGraphType<RequiredFieldError>>();
        Type<AutoRegisteringObjectGraphType<MalformedFieldError>>();
        Type<AutoRegisteringObjectGraphType<OutOfRangeError>>();
        Type<AutoRegisteringObjectGraphType<ContradictionError>>();
        Type<AutoRegisteringObjectGraphType<TakenError>>();
        Type<AutoRegisteringObjectGraphType<NotFoundError>>();
        Type<AutoRegisteringObjectGraphType<StaleVersionError>>();
        Type<AutoRegisteringObjectGraphType<ForbiddenError>>();
        Type<AutoRegisteringObjectGraphType<StorageUnavailableError>>();
    }
}

/// <summary>Gives the errors of a payload the type of that mutation's union.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ErrorUnionAttribute : GraphQLAttribute
{
    public override void Modify(TypeInformation typeInformation)
    {
        var payload = typeInformation.MemberInfo.DeclaringType!.GetGenericArguments()[0];
        typeInformation.GraphType = typeof(ErrorUnion<>).MakeGenericType(payload);
    }
}
