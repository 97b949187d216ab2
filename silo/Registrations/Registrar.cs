using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Registrations;

/// <summary>
/// Takes REGISTER from phones and from far ends (RFC 3261 §10.3): 1. site → 2. digest → 3. contacts → 4. the same binding again:
/// granted from memory and written behind; anything else: the grain of the address of record decides → 5. answer.
/// </summary>
internal sealed partial class Registrar(
    RoutingTableFeed routing,
    Authenticator authenticator,
    Locations locations,
    BindingRefresher refresher,
    KnownConnections connections,
    IGrainFactory grains,
    NodeName node,
    TimeProvider time,
    ILogger<Registrar> log)
{
    /// <summary>Handles a REGISTER; called under the lock of its shard. What needs no decision is answered without a transaction.</summary>
    public void Register(in IncomingRequest incoming)
    {
        var request = incoming.Message;

        // 1. site
        if (SiteOfRequest.Find(routing.Current, request) is not { } site)
        {
            incoming.Respond(404);
            return;
        }

        // 2. digest
        if (!authenticator.TryAuthenticate(incoming, site, out var account)) return;
        if (!IsOwnAddress(request, account))
        {
            incoming.Respond(403, "Register Your Own Address Of Record"u8);
            return;
        }

        // 3. contacts
        Span<RegisterRequest.Contact> contacts = stackalloc RegisterRequest.Contact[RegisterRequest.MaxContacts];
        var asked = RegisterRequest.Read(request, contacts);
        if (asked.Status != 0)
        {
            Refuse(incoming, asked.Status);
            return;
        }
        contacts = contacts[..asked.Count];
        if (asked.IsUnregister) connections.Remove(incoming.Source);
        else if (account.Phone is { } phone) connections.Add(incoming.Source, site.Id, phone.Number);

        // 4.
        var addressOfRecord = account.AddressOfRecord;
        var current = locations.Find(addressOfRecord);
        if (asked is { Count: 0, IsClear: false } || TryRefresh(incoming, contacts, addressOfRecord, ref current))
        {
            // 5.
            var writer = incoming.Shard.Writer();
            incoming.BeginResponse(ref writer, 200);
            WriteBindings(ref writer, current, PathOf(request));
            incoming.Send(writer.Written);
            return;
        }
        var grain = grains.GetGrain<IAddressOfRecordGrain>(addressOfRecord);
        var callId = Encoding.UTF8.GetString(request[request.CallId]);
        var path = PathOf(request);
        var decision = asked.IsClear ? grain.Clear(callId, request.CSeq) : grain.Register(Bindings(incoming, contacts, callId, path));
        _ = AnswerWhenDecided(incoming.Accept(), addressOfRecord, decision, path);
    }

    /// <summary>Phones register again and again for the same contact: that needs no decision.</summary>
    private bool TryRefresh(
        in IncomingRequest incoming, ReadOnlySpan<RegisterRequest.Contact> contacts, string addressOfRecord, ref ImmutableArray<Location> current)
    {
        var request = incoming.Message;
        if (contacts is not [{ Expires: > 0 } contact] || request.Has(HeaderName.Path)) return false;
        var flow = FlowName.Of(incoming.Source);
        for (var i = 0; i < current.Length; i++)
        {
            var location = current[i];
            if (location.Flow != flow || !request[contact.Uri].SequenceEqual(location.Contact)) continue;
            var sameCall = System.Text.Ascii.Equals(request[request.CallId], location.Binding.CallId);
            if (sameCall && request.CSeq <= location.Binding.CSeq) return false; // out of order: the grain says so
            var expires = time.GetUtcNow().AddSeconds(contact.Expires);
            // Written behind, a shorter one of another call could not be told from one that was overtaken.
            if (!sameCall && expires <= location.Binding.Expires) return false;
            var binding = location.Binding with
            {
                Expires = expires,
                CallId = sameCall ? location.Binding.CallId : Encoding.UTF8.GetString(request[request.CallId]),
                CSeq = request.CSeq,
            };
            var refreshed = current.SetItem(i, location with { Binding = binding });
            // Changed meanwhile, such as by a request that unregisters: the grain puts them in order.
            if (!locations.TryReplace(addressOfRecord, current, refreshed)) return false;
            current = refreshed;
            refresher.Refresh(addressOfRecord, binding);
            return true;
        }
        return false;
    }

    private ImmutableArray<Binding> Bindings(
        in IncomingRequest incoming, ReadOnlySpan<RegisterRequest.Contact> contacts, string callId, string path)
    {
        var request = incoming.Message;
        var now = time.GetUtcNow();
        var flow = FlowName.Of(incoming.Source).ToString();
        var userAgent = Encoding.UTF8.GetString(request.Find(HeaderName.UserAgent));
        var bindings = ImmutableArray.CreateBuilder<Binding>(contacts.Length);
        foreach (var contact in contacts)
        {
            bindings.Add(new Binding(Encoding.UTF8.GetString(request[contact.Uri]), path, flow, node.Value, callId, request.CSeq, now.AddSeconds(contact.Expires), userAgent));
        }
        return bindings.MoveToImmutable();
    }

    private async Task AnswerWhenDecided(ServerTransaction server, string addressOfRecord, Task<BindingsChanged> decision, string path)
    {
        var status = 200;
        ImmutableArray<Location> current = [];
        try
        {
            var changed = await decision;
            status = changed.Outcome switch
            {
                BindingOutcome.Accepted => 200,
                BindingOutcome.OutOfOrder => 500,
                BindingOutcome.TooMany => 403,
                _ => 503,
            };
            if (status == 200)
            {
                locations.Set(addressOfRecord, changed.Bindings);
                current = locations.Find(addressOfRecord);
            }
        }
#pragma warning disable CA1031 // Whatever happened to the grain, the phone gets an answer and tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(log, exception, addressOfRecord);
            status = 503;
        }
        lock (server.Shard.Lock)
        {
            if (server.IsFinal) return;
            var writer = server.Shard.Writer();
            server.BeginResponse(ref writer, status);
            if (status == 200) WriteBindings(ref writer, current, path);
            else WriteRefusal(ref writer, status);
            server.Send(status, writer.Written);
        }
    }

    // 5.
    private void WriteBindings(ref MessageWriter writer, ImmutableArray<Location> current, string path)
    {
        var now = time.GetUtcNow();
        foreach (var location in current)
        {
            writer.Write("Contact: <"u8);
            writer.Write(location.Contact);
            writer.Write(">;expires="u8);
            // Rounded up: a binding that was granted 3600 s a moment ago has 3600.
            writer.Write((uint)Math.Max(0, Math.Ceiling((location.Binding.Expires - now).TotalSeconds)));
            writer.Write("\r\n"u8);
        }
        if (path.Length > 0) writer.Field("Path"u8, Encoding.UTF8.GetBytes(path)); // RFC 3327 §5.3
        writer.End(default);
    }

    private static void Refuse(in IncomingRequest incoming, int status)
    {
        var writer = incoming.Shard.Writer();
        incoming.BeginResponse(ref writer, status);
        WriteRefusal(ref writer, status);
        incoming.Send(writer.Written);
    }

    private static void WriteRefusal(ref MessageWriter writer, int status)
    {
        if (status == 423) writer.Field("Min-Expires"u8, RegisterRequest.MinExpires);
        if (status == 503) writer.Field("Retry-After"u8, 5);
        writer.End(default);
    }

    /// <summary>An account registers its own address of record only (RFC 3261 §10.3 step 4).</summary>
    private static bool IsOwnAddress(SipMessage request, in Account account)
    {
        if (!SipUri.TryParse(request[request.To.Uri], out var to)) return false;
        if (account.Connector is { } connector) return System.Text.Ascii.Equals(to.User, connector.Username);
        return Contracts.Numbers.Number.TryParseDialled(to.User, out var number) && number == account.Phone!.Number;
    }

    private static string PathOf(SipMessage request)
    {
        if (!request.Has(HeaderName.Path)) return "";
        var values = new List<string>();
        foreach (ref readonly var field in request.Fields)
            if (field.Name == HeaderName.Path) values.Add(Encoding.UTF8.GetString(request[field.Value]));
        return string.Join(", ", values);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The registration of {AddressOfRecord} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string addressOfRecord);
}
