using System.Net;

namespace SystemConnector.Silo.Tests.Telemetry;

public sealed class MetricsTests(WatchedNode node) : IClassFixture<WatchedNode>
{
    [Fact]
    public async Task Calls_are_counted_by_what_became_of_them()
    {
        var metrics = await node.ScrapeAsync();
        Assert.Equal(node.Calls + 1, metrics.Sum("systemconnector_call_attempts_total"));
        Assert.Equal(node.Calls, metrics.Sum("systemconnector_call_answered_total"));
        Assert.Equal(1, metrics.Sum("systemconnector_call_failed_total", "call_cause", "no_phone_registered"));
        Assert.Equal(1, metrics.Sum("systemconnector_call_failed_total"));
        Assert.Equal(0, metrics.Sum("systemconnector_call_pending"));
        Assert.Equal(node.Calls, metrics.Sum("systemconnector_call_setup_time_seconds_count"));
        Assert.Equal(node.Calls, metrics.Sum("systemconnector_call_post_dial_delay_seconds_count"));
        // Each phone was challenged at its registration and at each call of its own; both sides of each call went over UDP.
        Assert.Equal(2 + node.Calls + 1, metrics.Sum("systemconnector_digest_challenges_total"));
        Assert.Equal(metrics.Sum("systemconnector_digest_challenges_total"), metrics.Sum("systemconnector_digest_credentials_total", "digest_verdict", "ok"));
        Assert.True(metrics.Sum("systemconnector_sip_messages_total", "network_io_direction", "receive") > 10 * node.Calls);
        Assert.Equal(0, metrics.Sum("systemconnector_sip_messages_total", "sip_transport", "tcp"));
        Assert.Equal(2, metrics.Sum("systemconnector_cluster_registered"));
        Assert.InRange(metrics.Sum("systemconnector_tls_certificate_remaining_seconds"), 60, 1e9);
    }

    [Fact]
    public async Task Node_says_that_it_lives_and_takes_calls()
    {
        foreach (var url in node.Urls)
        {
            Assert.Equal((HttpStatusCode.OK, "The node lives.\n"), await node.GetAsync(url, "/health/live"));
            Assert.Equal((HttpStatusCode.OK, "The node takes calls.\n"), await node.GetAsync(url, "/health/ready"));
        }
        var metrics = await node.ScrapeAsync();
        Assert.Equal(1, metrics.Sum("systemconnector_node_ready"));
        Assert.Equal(1, metrics.Sum("systemconnector_node_state", "node_state", "active"));
        Assert.Equal(1, metrics.Sum("systemconnector_database_reachable"));
        Assert.Equal(0, metrics.Sum("systemconnector_routing_lag"));
    }

    [Fact]
    public async Task Ports_of_metrics_serve_nothing_else_and_no_other_serves_metrics()
    {
        var (api, metrics) = (node.Urls[0], node.Urls[^1]);
        foreach (var path in new[] { "/metrics", "/metrics/", "/METRICS", "/metrics//" }) Assert.Equal(HttpStatusCode.NotFound, (await node.GetAsync(api, path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await node.GetAsync(metrics, "/graphql?query={__typename}", RunningNode.ApiKey)).Status);
        Assert.Equal(HttpStatusCode.OK, (await node.GetAsync(api, "/graphql?query={__typename}", RunningNode.ApiKey)).Status);
    }

    [Fact]
    public async Task No_secret_stands_in_a_metric()
    {
        var (_, text) = await node.GetAsync(node.Urls[^1], "/metrics");
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningNode.ApiKey, text, StringComparison.Ordinal);
    }
}
