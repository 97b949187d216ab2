using GraphQL;
using GraphQL.Types;

namespace SystemConnector.Api.GraphQL;

/// <summary>What a field costs against the limit of complexity, where it is more than reading a value.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CostAttribute(double cost) : GraphQLAttribute
{
    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.WithComplexityImpact(cost);
}
