using System.Linq.Expressions;

namespace SystemConnector.Grains.Storage;

/// <summary>
/// Pages a list by key: sorted by a value and then by what is unique, from behind a place on, in either direction, as a condition that an
/// index of both serves.
/// </summary>
internal static class Keyset
{
    /// <summary>Sorts rows, leaves out those up to the place, takes so many.</summary>
    public static IQueryable<TRow> Page<TRow, TSort, TId>(
        this IQueryable<TRow> rows, Expression<Func<TRow, TSort>> sort, Expression<Func<TRow, TId>> id, (TSort Sort, TId Id)? after, bool descending, int take)
    {
        if (after is { } place) rows = rows.Where(Behind(sort, id, place.Sort, place.Id, descending));
        return (descending ? rows.OrderByDescending(sort).ThenByDescending(id) : rows.OrderBy(sort).ThenBy(id)).Take(take);
    }

    /// <summary>The same where the list is sorted by what is unique alone.</summary>
    public static IQueryable<TRow> Page<TRow, TId>(this IQueryable<TRow> rows, Expression<Func<TRow, TId>> id, TId? after, bool descending, int take) where TId : struct
    {
        if (after is { } place) rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(Compare(id.Body, Held(place), descending, orEqual: false), id.Parameters));
        return (descending ? rows.OrderByDescending(id) : rows.OrderBy(id)).Take(take);
    }

    // sort >= place and (sort > place or id > place): the first part is the range of the index.
    private static Expression<Func<TRow, bool>> Behind<TRow, TSort, TId>(
        Expression<Func<TRow, TSort>> sort, Expression<Func<TRow, TId>> id, TSort sortPlace, TId idPlace, bool descending)
    {
        var idBody = new Renamed(id.Parameters[0], sort.Parameters[0]).Visit(id.Body);
        var (sortHeld, idHeld) = (Held(sortPlace), Held(idPlace));
        return Expression.Lambda<Func<TRow, bool>>(
            Expression.AndAlso(
                Compare(sort.Body, sortHeld, descending, orEqual: true),
                Expression.OrElse(Compare(sort.Body, sortHeld, descending, orEqual: false), Compare(idBody, idHeld, descending, orEqual: false))),
            sort.Parameters);
    }

    private static BinaryExpression Compare(Expression value, Expression place, bool descending, bool orEqual)
    {
        if (value.Type == typeof(int)) return Make(value, place, descending, orEqual);
        var compared = value.Type == typeof(string)
            ? Expression.Call(typeof(string), nameof(string.Compare), null, value, place)
            : Expression.Call(value, value.Type.GetMethod(nameof(IComparable<>.CompareTo), [value.Type])!, place);
        return Make(compared, Expression.Constant(0), descending, orEqual);
    }

    private static BinaryExpression Make(Expression left, Expression right, bool descending, bool orEqual) => (descending, orEqual) switch
    {
        (false, false) => Expression.GreaterThan(left, right),
        (false, true) => Expression.GreaterThanOrEqual(left, right),
        (true, false) => Expression.LessThan(left, right),
        (true, true) => Expression.LessThanOrEqual(left, right),
    };

    // A member of a held object becomes a parameter of the statement, so that one plan serves every place.
    private static MemberExpression Held<T>(T value) => Expression.Field(Expression.Constant(new Holder<T>(value)), nameof(Holder<>.Value));

    private sealed class Holder<T>(T value)
    {
        public readonly T Value = value;
    }

    private sealed class Renamed(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
