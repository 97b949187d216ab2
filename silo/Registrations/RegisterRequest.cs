using System.Buffers.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Registrations;

/// <summary>What a REGISTER asks for: its contacts with their expiry (RFC 3261 §10.2.1, §10.3).</summary>
internal readonly struct RegisterRequest
{
    /// <summary>What a phone that says nothing gets, in seconds.</summary>
    public const uint DefaultExpires = 3600;

    /// <summary>The longest that a binding is granted, in seconds.</summary>
    public const uint MaxExpires = 3600;

    /// <summary>The shortest, in seconds; less is answered 423.</summary>
    public const uint MinExpires = 60;

    /// <summary>The longest name of a device and its flow.</summary>
    public const int MaxInstanceLength = 128;

    /// <summary>The longest Contact URI in bytes, more is answered 400: it is part of a key, and PostgreSQL takes keys of 2.7 kB of text in which each byte may be three.</summary>
    public const int MaxContactLength = 768;

    /// <summary>How much is kept of what a phone says it is, in bytes.</summary>
    public const int MaxUserAgentLength = 256;

    /// <summary>The preference of a contact that says nothing.</summary>
    public const int MostPreferred = 1000;

    /// <summary>The most contacts in one request.</summary>
    public const int MaxContacts = 10;

    /// <summary>One contact: its URI and for how long; 0 removes it.</summary>
    /// <param name="Uri">The URI.</param>
    /// <param name="Expires">For how many seconds.</param>
    /// <param name="Preference">Its q value in thousandths.</param>
    /// <param name="Parameters">Its parameters, for <see cref="WriteInstance"/>.</param>
    internal readonly record struct Contact(Slice Uri, uint Expires, int Preference, Slice Parameters);

    private RegisterRequest(int status) => Status = status;

    private RegisterRequest(int count, bool isClear, bool isUnregister)
    {
        Count = count;
        IsClear = isClear;
        IsUnregister = isUnregister;
    }

    /// <summary>How many contacts there are; none asks for the bindings only.</summary>
    public int Count { get; }

    /// <summary>True for "Contact: *".</summary>
    public bool IsClear { get; }

    /// <summary>True when it takes bindings back and makes none.</summary>
    public bool IsUnregister { get; }

    /// <summary>The status that refuses the request; 0 when it is in order.</summary>
    public int Status { get; }

    /// <summary>Reads the request into the contacts given, room for <see cref="MaxContacts"/>.</summary>
    public static RegisterRequest Read(SipMessage request, Span<Contact> contacts)
    {
        var expires = DefaultExpires;
        if (request.TryFind(HeaderName.Expires, out var header)) _ = Utf8Parser.TryParse(request[header.Value], out expires, out _); // checked when it was parsed
        var count = 0;
        var isClear = false;
        var isKept = false;
        foreach (ref readonly var field in request.Fields)
        {
            if (field.Name != HeaderName.Contact) continue;
            foreach (var value in HeaderValues.Of(request, field))
            {
                if (request[value] is [(byte)'*'])
                {
                    isClear = true;
                    continue;
                }
                if (count == MaxContacts) return new RegisterRequest(403);
                if (!NameAddressParser.TryParse(request, value, out var address) || !IsTaken(request[address.Uri])) return new RegisterRequest(400);
                var granted = ExpiresOf(request[address.Parameters], expires);
                if (granted is > 0 and < MinExpires) return new RegisterRequest(423);
                isKept |= granted > 0;
                contacts[count++] = new Contact(address.Uri, Math.Min(granted, MaxExpires), PreferenceOf(request[address.Parameters]), address.Parameters);
            }
        }
        // "*" stands alone and only with Expires: 0.
        if (isClear && (count > 0 || expires != 0 || !request.Has(HeaderName.Expires))) return new RegisterRequest(400);
        return new RegisterRequest(count, isClear, isUnregister: isClear || (count > 0 && !isKept));
    }

    /// <summary>Calls go to the URI as it stands, so nothing in it is replaced; no URI has a control character (RFC 3261 §25.1).</summary>
    private static bool IsTaken(ReadOnlySpan<byte> uri) =>
        uri.Length <= MaxContactLength && SipUri.HasSipScheme(uri) && !uri.ContainsAnyInRange((byte)0, (byte)0x1f) && !uri.Contains((byte)0x7f);

    /// <summary>
    /// Writes which device a contact is, and which of its flows: "&lt;urn:uuid:…&gt;;1" (RFC 5626 §4.1, §4.2). Nothing when it does
    /// not say, or too much.
    /// </summary>
    /// <returns>How much was written.</returns>
    public static int WriteInstance(ReadOnlySpan<byte> parameters, Span<byte> destination)
    {
        if (!ParameterValue.TryFind(parameters, "+sip.instance"u8, out var instance)) return 0;
        instance = instance.Trim((byte)'"');
        ParameterValue.TryFind(parameters, "reg-id"u8, out var flow);
        if (instance.IsEmpty || instance.Length + 1 + flow.Length > destination.Length) return 0;
        instance.CopyTo(destination);
        destination[instance.Length] = (byte)';';
        flow.CopyTo(destination[(instance.Length + 1)..]);
        return instance.Length + 1 + flow.Length;
    }

    /// <summary>The q value (RFC 3261 §20.10) in thousandths; 1 where there is none or it is malformed.</summary>
    private static int PreferenceOf(ReadOnlySpan<byte> parameters) =>
        ParameterValue.TryFind(parameters, "q"u8, out var value) && Utf8Parser.TryParse(value, out decimal q, out var read) && read == value.Length && q is >= 0 and <= 1
            ? (int)(q * MostPreferred) : MostPreferred;

    private static uint ExpiresOf(ReadOnlySpan<byte> parameters, uint otherwise)
    {
        if (!ParameterValue.TryFind(parameters, "expires"u8, out var value)) return otherwise;
        // A malformed value counts as 3600 (RFC 3261 §10.2.1.1).
        return Utf8Parser.TryParse(value, out uint seconds, out var read) && read == value.Length ? seconds : DefaultExpires;
    }
}
