using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>What an explanation says would be sent is what is sent.</summary>
public sealed class OutgoingPreviewTests(RunningNode node) : IClassFixture<RunningNode>
{
    private IRouteExplainer Explainer => node.Services.GetRequiredService<IRouteExplainer>();

    [Theory]
    [InlineData("70", 0, "", false)]
    [InlineData("71", 2, "9", false)]
    [InlineData("72", 1, "*4", true)]
    public async Task Request_to_a_far_side_is_the_one_that_a_call_sends(string prefix, int strip, string prepend, bool trust)
    {
        using var sides = new Sides(node);
        var phone = await sides.PhoneAsync($"1{prefix}");
        var far = await sides.FarAsync(prefix, spec => spec with { Ranges = [new ExtensionRangeSpec(prefix + "0", prefix + "9", strip, prepend)], TrustIdentity = trust });
        var explained = await Explain(new RouteQuestion($"{prefix}5", node.Site, Caller: $"1{prefix}"));
        var (_, invite) = await sides.InviteAsync(phone, $"1{prefix}", far, $"{prefix}5");

        var request = Assert.Single(Assert.Single(explained.Candidates).Requests);
        AssertIsSent(request, invite, far);
        Assert.Equal(trust, request.AssertedIdentity is not null);
        Assert.Equal($"{request.RequestLine} over UDP to {far.Local}", request.Text);
    }

    [Fact]
    public async Task Request_of_a_trunk_user_says_both_who_the_trunk_is_and_who_calls()
    {
        using var sides = new Sides(node);
        var phone = await sides.PhoneAsync("174");
        var far = await sides.FarAsync("74", static spec => spec with
        {
            Type = ConnectionType.Password,
            Username = "trunk-74",
            Password = "correct-horse",
            Register = false,
            CallerIdentity = CallerIdentity.TrunkUser,
        });
        var explained = await Explain(new RouteQuestion("745", node.Site, Caller: "174"));
        var (_, invite) = await sides.InviteAsync(phone, "174", far, "745");
        AssertIsSent(Assert.Single(explained.Candidates[0].Requests), invite, far);

        // Without a caller the trunk's name is known all the same.
        var request = Assert.Single((await Explain(new RouteQuestion("745", node.Site))).Candidates[0].Requests);
        Assert.StartsWith("<sip:trunk-74@", request.From, StringComparison.Ordinal);
        Assert.Null(request.AssertedIdentity);
    }

    [Fact]
    public async Task Request_to_a_phone_is_the_one_that_a_call_sends()
    {
        using var sides = new Sides(node);
        var phone = await sides.PhoneAsync("175");
        var callee = await sides.PhoneAsync("176");
        var explained = await Explain(new RouteQuestion("176", node.Site, Caller: "175"));
        var (_, invite) = await sides.InviteAsync(phone, "175", callee, "176");
        AssertIsSent(Assert.Single(explained.Requests), invite, callee);
    }

    [Fact]
    public async Task Call_over_a_connector_is_explained_as_it_is_dialled_back_here()
    {
        using var sides = new Sides(node);
        var west = await sides.FarAsync("77", static spec => spec with { AllowTransit = true, Ranges = [new ExtensionRangeSpec("770", "779", 2)] });
        var east = await sides.FarAsync("78");
        var explained = await Explain(new RouteQuestion("785", Caller: "5", Origin: new RequestOrigin(west.Local.ToString(), null, null)));
        Assert.Equal(IdentifiedBy.SourceAddress, explained.Caller!.By);
        Assert.Equal(node.Site, explained.Site);

        var call = RawDialog.Caller(west, "<sip:5@far>", $"sip:785@{node.Udp}");
        await call.SendAsync("INVITE");
        AssertIsSent(Assert.Single(Assert.Single(explained.Candidates).Requests), await east.ReceiveAsync("INVITE "), east);
    }

    [Fact]
    public async Task Draft_is_sent_as_the_connector_would_once_it_is_saved()
    {
        using var sides = new Sides(node);
        var phone = await sides.PhoneAsync("179");
        var far = sides.Peer();
        var spec = new ConnectorSpec("Drafted", ConnectionType.Ip, far.Local.ToString(), [new ExtensionRangeSpec("790", "799", 1, "8")]);
        var question = new RouteQuestion("795", node.Site, Caller: "179");
        var drafted = await Explain(question with { Draft = new RouteDraft.NewConnector(node.Site, spec) });
        Assert.Equal(RouteOutcome.NotFound, (await Explain(question)).Outcome);

        await node.ConnectAsync(far.Local, spec);
        var (_, invite) = await sides.InviteAsync(phone, "179", far, "795");
        var request = Assert.Single(Assert.Single(drafted.Candidates).Requests);
        AssertIsSent(request, invite, far);
        Assert.StartsWith("INVITE sip:895@", request.RequestLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_of_a_name_that_nobody_resolved_says_so()
    {
        var spec = new ConnectorSpec("Named", ConnectionType.Password, "pbx.example:5070", [new ExtensionRangeSpec("690", "699")], "named", "correct-horse");
        var explained = await Explain(new RouteQuestion("695", node.Site, Draft: new RouteDraft.NewConnector(node.Site, spec)));
        var request = Assert.Single(Assert.Single(explained.Candidates).Requests);
        Assert.Equal(("INVITE sip:695@pbx.example:5070 SIP/2.0", null, ""), (request.RequestLine, request.NextHop, request.From));
        Assert.EndsWith("over UDP to pbx.example, whose address is not known yet", request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Origin_is_identified_as_a_call_from_there_is()
    {
        using var sides = new Sides(node);
        var far = await sides.FarAsync("68");
        await sides.PhoneAsync("168");
        var other = sides.Peer().Local;
        await node.ConnectAsync(other, new ConnectorSpec(
            "By password", ConnectionType.Password, other.ToString(), [new ExtensionRangeSpec("670", "679")], "trunk-67", "correct-horse", Register: false));

        Assert.Equal(IdentifiedBy.SourceAddress, Explainer.Identify(new RequestOrigin(far.Local.Address.ToString(), "a.example", null)).By);
        Assert.Equal("By password", Explainer.Identify(new RequestOrigin("192.0.2.9", "a.example", "trunk-67")).ConnectorName);
        Assert.Equal("168", Explainer.Identify(new RequestOrigin(null, null, "168")).Extension.ToString());
        var nobody = await Explain(new RouteQuestion("100", Origin: new RequestOrigin("192.0.2.9", "other.example", "stranger")));
        Assert.Equal(
            (RouteOutcome.CallerUnknown, 401, "No connector that is known by its address has 192.0.2.9. The request names no site, so it belongs to the default one, \"A\". Nobody has the username stranger there: it gets 401."),
            (nobody.Outcome, nobody.Status, nobody.Summary));
    }

    private async Task<RouteExplanation> Explain(RouteQuestion question)
    {
        var explained = await Explainer.Explain(question, TestContext.Current.CancellationToken);
        Assert.NotNull(explained);
        Assert.Empty(explained.Faults);
        return explained;
    }

    private static void AssertIsSent(OutgoingRequest request, string invite, RawPeer to)
    {
        Assert.Equal(invite[..invite.IndexOf("\r\n", StringComparison.Ordinal)], request.RequestLine);
        Assert.Equal(to.Local.ToString(), request.NextHop);
        Assert.Equal(TrunkTransport.Udp, request.Transport);
        Assert.Equal(WithoutTag(RawPeer.Value(invite, "From")), request.From);
        Assert.Equal(RawPeer.Value(invite, "To"), request.To);
        Assert.Equal(RawPeer.Values(invite, "P-Asserted-Identity").SingleOrDefault(), request.AssertedIdentity);
        Assert.Equal(RawPeer.Values(invite, "Route").SingleOrDefault(), request.Route);
    }

    private static string WithoutTag(string address) => address[..address.IndexOf(";tag=", StringComparison.Ordinal)];
}
