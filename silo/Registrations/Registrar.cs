using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

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
    AuthenticationFailures failures,
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
            if (account.Connector is { } stranger) failures.WrongAddressOfRecord(incoming, stranger);
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
        // The end of another node's connection is not told here.
        else if (account.Phone is { } phone && incoming.Source.Transport is not RemoteSocket) connections.Add(incoming.Source, site.Id, phone.Number);

        // 4.
        var addressOfRecord = account.AddressOfRecord;
        var current = locations.Find(addressOfRecord);
        var path = PathOf(request);
        if (asked is { Count: 0, IsClear: false } || TryRefresh(incoming, contacts, addressOfRecord, path, ref current))
        {
            // 5.
            var writer = incoming.Shard.Writer();
            incoming.BeginResponse(ref writer, 200);
            WriteBindings(ref writer, current, path);
            incoming.Send(writer.Written);
            return;
        }
        var grain = grains.GetGrain<IAddressOfRecordGrain>(addressOfRecord);
        var callId = DeviceText.Of(request[request.CallId]);
        var bindings = Bindings(incoming, contacts, callId, path);
        var decision = asked.IsClear ? Clearing(grain, callId, request.CSeq) : Registering(grain, bindings, LimitOf(account));
        _ = AnswerWhenDecided(incoming.Accept(), addressOfRecord, decision, bindings, path);
    }

    /// <summary>Phones and far systems register again and again for the same contacts: that needs no decision.</summary>
    private bool TryRefresh(
        in IncomingRequest incoming, ReadOnlySpan<RegisterRequest.Contact> contacts, string addressOfRecord, string path, ref ImmutableArray<Location> current)
    {
        var request = incoming.Message;
        var refreshed = current;
        var flow = FlowName.Of(incoming.Source);
        var nodeOfFlow = NodeOf(incoming.Source);
        foreach (ref readonly var contact in contacts)
        {
            var i = IndexOf(refreshed, request, contact, flow, nodeOfFlow, path);
            if (contact.Expires == 0 || i < 0 || Refreshed(refreshed[i].Binding, request, contact.Expires) is not { } binding) return false;
            refreshed = refreshed.SetItem(i, refreshed[i] with { Binding = binding });
        }
        // Changed meanwhile, such as by a request that unregisters: the grain puts them in order.
        if (contacts.IsEmpty || !locations.TryReplace(addressOfRecord, current, refreshed)) return false;
        for (var i = 0; i < refreshed.Length; i++)
            if (refreshed[i] != current[i]) refresher.Refresh(addressOfRecord, refreshed[i].Binding);
        current = refreshed;
        return true;
    }

    /// <summary>Where the contact is among the locations, unchanged in everything but its expiry; -1 when it is not.</summary>
    private static int IndexOf(ImmutableArray<Location> locations, SipMessage request, in RegisterRequest.Contact contact, FlowName flow, string nodeOfFlow, string path)
    {
        Span<byte> instance = stackalloc byte[RegisterRequest.MaxInstanceLength];
        instance = instance[..RegisterRequest.WriteInstance(request[contact.Parameters], instance)];
        for (var i = 0; i < locations.Length; i++)
        {
            var (binding, uri, _, from) = locations[i];
            // All nodes may listen on the same address, each on its own machine.
            if (from == flow && binding.Node == nodeOfFlow && request[contact.Uri].SequenceEqual(uri)
                && binding.Preference == contact.Preference && binding.Path == path && System.Text.Ascii.Equals(instance, binding.Instance)) return i;
        }
        return -1;
    }

    /// <summary>The binding with the expiry that is asked for; null when the grain has to decide.</summary>
    private Binding? Refreshed(Binding binding, SipMessage request, uint seconds)
    {
        var sameCall = System.Text.Ascii.Equals(request[request.CallId], binding.CallId);
        if (sameCall && request.CSeq <= binding.CSeq) return null; // out of order: the grain says so
        var expires = time.GetUtcNow().AddSeconds(seconds);
        // Written behind, a shorter one of another call could not be told from one that was overtaken.
        if (!sameCall && expires <= binding.Expires) return null;
        return binding with
        {
            Expires = expires,
            CallId = sameCall ? binding.CallId : DeviceText.Of(request[request.CallId]),
            CSeq = request.CSeq,
        };
    }

    private ImmutableArray<Binding> Bindings(
        in IncomingRequest incoming, ReadOnlySpan<RegisterRequest.Contact> contacts, string callId, string path)
    {
        var request = incoming.Message;
        var now = time.GetUtcNow();
        var flow = FlowName.Of(incoming.Source).ToString();
        var userAgent = DeviceText.Of(request.Find(HeaderName.UserAgent), RegisterRequest.MaxUserAgentLength);
        var bindings = ImmutableArray.CreateBuilder<Binding>(contacts.Length);
        Span<byte> instance = stackalloc byte[RegisterRequest.MaxInstanceLength];
        foreach (var contact in contacts)
        {
            var length = RegisterRequest.WriteInstance(request[contact.Parameters], instance);
            bindings.Add(new Binding(
                Encoding.UTF8.GetString(request[contact.Uri]), path, flow, NodeOf(incoming.Source), callId, request.CSeq, now.AddSeconds(contact.Expires), userAgent,
                contact.Preference, DeviceText.Of(instance[..length])));
        }
        return bindings.MoveToImmutable();
    }

    /// <summary>The node that has the flow: another one, when it gave the request to this one.</summary>
    private string NodeOf(in Flow flow) => flow.Transport is RemoteSocket remote ? remote.Peer.Node.Name : node.Value;

    private static Func<Task<BindingsChanged>> Clearing(IAddressOfRecordGrain grain, string callId, uint cseq) => () => grain.Clear(callId, cseq);

    private static Func<Task<BindingsChanged>> Registering(IAddressOfRecordGrain grain, ImmutableArray<Binding> bindings, ContactLimit limit) =>
        () => grain.Register(bindings, limit);

    private async Task AnswerWhenDecided(ServerTransaction server, string addressOfRecord, Func<Task<BindingsChanged>> decision, ImmutableArray<Binding> asked, string path)
    {
        var status = 200;
        ImmutableArray<Location> current = [];
        try
        {
            var changed = await RepeatedDecision.Ask(decision, asked, time.GetUtcNow());
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
            server.BeginResponse(ref writer, status, status == 403 ? "Too Many Contacts"u8 : default);
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
            WritePreference(ref writer, location.Binding.Preference);
            writer.Write("\r\n"u8);
        }
        if (path.Length > 0) writer.Field("Path"u8, Encoding.UTF8.GetBytes(path)); // RFC 3327 §5.3
        writer.End(default);
    }

    private static void WritePreference(ref MessageWriter writer, int preference)
    {
        if (preference == RegisterRequest.MostPreferred) return;
        Span<byte> thousandths = stackalloc byte[3];
        preference.TryFormat(thousandths, out _, "d3", CultureInfo.InvariantCulture);
        writer.Write(";q=0."u8);
        writer.Write(thousandths);
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

    private static ContactLimit LimitOf(in Account account) =>
        account.Connector is { } connector ? new ContactLimit(connector.Limits.Contacts, OldestGivesWay: true) : ContactLimit.OfExtension;

    private static string PathOf(SipMessage request)
    {
        if (!request.Has(HeaderName.Path)) return "";
        var values = new List<string>();
        foreach (ref readonly var field in request.Fields)
            if (field.Name == HeaderName.Path) values.Add(DeviceText.Of(request[field.Value]));
        return string.Join(", ", values);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The registration of {AddressOfRecord} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string addressOfRecord);
}
