namespace SystemConnector.Api;

/// <summary>Settings of the API, section "Api".</summary>
public sealed class ApiOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Api";

    /// <summary>Where the API listens: one or more URLs, separated by ';'. Default "http://localhost:8080".</summary>
    public string Urls { get; set; } = "http://localhost:8080";

    /// <summary>An admin key for automation, at least 16 visible characters; when absent one is generated at first start.</summary>
    public string? BootstrapKey { get; set; }

    /// <summary>Whether the bootstrap key opens anything. Default true; turn it off once there is another admin key of all sites.</summary>
    public bool Bootstrap { get; set; } = true;

    /// <summary>The directory that keeps the generated key; needed only without <see cref="BootstrapKey"/>.</summary>
    public string? KeyDirectory { get; set; }

    /// <summary>Whose tokens are taken beside keys.</summary>
    public OidcOptions Oidc { get; set; } = new();

    /// <summary>What one caller may take of a node.</summary>
    public RateLimitOptions RateLimit { get; set; } = new();

    /// <summary>Bytes of one request or WebSocket message, 1 KiB to 64 MiB. Default 1 MiB: about 10,000 local numbers in one change.</summary>
    public int MaxRequestBytes { get; set; } = 1 << 20;

    /// <summary>Bytes of one request of an admin, who may import and restore, 1 MiB to 1 GiB and not below <see cref="MaxRequestBytes"/>. Default 32 MiB: some 300,000 local numbers.</summary>
    public int MaxImportBytes { get; set; } = 32 << 20;

    /// <summary>Characters of a GraphQL document, 1,000 to 1,000,000. Default 64 Ki: validation costs grow faster than the text, and data belongs in variables.</summary>
    public int MaxDocumentLength { get; set; } = 1 << 16;

    /// <summary>Fields and fragments that a document may name, 100 to 100,000. Default 1,000: validation compares them pair by pair, 4,000 took it 2 s.</summary>
    public int MaxFields { get; set; } = 1_000;

    /// <summary>Levels of nested fields, 1 to 100. Default 16: enough for the introspection query of the usual tools.</summary>
    public int MaxDepth { get; set; } = 16;

    /// <summary>Fields that an answer may come to, counted from page sizes, 100 to 10,000,000. Default 100,000: the introspection query of the usual tools counts some 30,000.</summary>
    public int MaxComplexity { get; set; } = 100_000;

    /// <summary>How long one operation may take, 1 s to 10 min. Default 30 s: as long as a grain call may take.</summary>
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a WebSocket may be open before connection_init, 1 s to 1 min. Default 10 s.</summary>
    public TimeSpan ConnectionInitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Operations that run at the same time on one WebSocket, 1 to 10,000. Default 100.</summary>
    public int MaxOperationsPerSocket { get; set; } = 100;

    /// <summary>WebSockets of one key or token on a node, 1 to 1,000,000. Default 5,000.</summary>
    public int MaxSocketsPerCaller { get; set; } = 5_000;

    /// <summary>Subscriptions of one key or token that stand on a node, over WebSockets and event streams, 1 to 1,000,000. Default 5,000.</summary>
    public int MaxSubscriptionsPerCaller { get; set; } = 5_000;

    /// <summary>WebSockets on a node that have shown no key yet, 1 to 100,000. Default 1,000: each is there for <see cref="ConnectionInitTimeout"/> at most.</summary>
    public int MaxUnknownSockets { get; set; } = 1_000;

    /// <summary>How many of these one address may have, 1 to 100,000. Default 200: a proxy's clients share one.</summary>
    public int MaxUnknownSocketsPerAddress { get; set; } = 200;

    /// <summary>How long nothing may be sent on a WebSocket or event stream before a sign of life is, 1 s to 10 min. Default 15 s: less than any usual proxy waits.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether documents may ask for the schema. Default true: it is no secret, and tools need it.</summary>
    public bool Introspection { get; set; } = true;

    /// <summary>Origins, such as https://console.example.com, whose pages may use the API from a browser. Default none but its own.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>Addresses and networks, such as 10.0.0.0/24, of proxies that say who their clients are. Default this machine.</summary>
    public string[] Proxies { get; set; } = [];

    /// <summary>Messages that wait for a slow WebSocket or event stream before it is cut off, 10 to 100,000. Default 1,000.</summary>
    public int MaxQueuedMessagesPerSocket { get; set; } = 1_000;

    /// <summary>Bytes of messages that wait for a slow WebSocket, 64 KiB to 256 MiB. Default 4 MiB: answers are shared, so many slow ones take little more than one.</summary>
    public int MaxQueuedBytesPerSocket { get; set; } = 4 << 20;

    /// <summary>How long events are gathered for subscribers, 0 to 1 s: each time costs each of them a write. Default 10 ms; one that comes alone is told at once.</summary>
    public TimeSpan EventInterval { get; set; } = TimeSpan.FromMilliseconds(10);
}
