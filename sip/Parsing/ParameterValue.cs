namespace SystemConnector.Sip.Parsing;

/// <summary>Finds one parameter among those of a header value (RFC 3261 §25.1 generic-param).</summary>
public static class ParameterValue
{
    /// <summary>Finds the parameter of that name, whatever its case and the white space around it; the first one counts.</summary>
    /// <param name="parameters">";name=value" one after the other, as in <see cref="Messages.NameAddress.Parameters"/>.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">Its value, quotes included; empty for a flag.</param>
    public static bool TryFind(ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var walk = new HeaderParameters(parameters);
        while (walk.MoveNext())
        {
            if (!walk.NameIs(name)) continue;
            value = parameters.Slice(walk.Value.Start, walk.Value.Length);
            return true;
        }
        value = default;
        return false;
    }
}
