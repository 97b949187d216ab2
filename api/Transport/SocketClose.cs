namespace SystemConnector.Api.Transport;

/// <summary>Why we close a WebSocket: the codes of graphql-transport-ws, and those of RFC 6455 §7.4.1.</summary>
internal enum SocketClose
{
    Normal = 1000,
    GoingAway = 1001,
    MessageTooBig = 1009,
    TryAgainLater = 1013,
    BadRequest = 4400,
    Unauthorized = 4401,
    Forbidden = 4403,
    SubprotocolNotAcceptable = 4406,
    InitialisationTimeout = 4408,
    SubscriberAlreadyExists = 4409,

    /// <summary>Ours: the peer does not read what it subscribed to; it may come again with its last cursor.</summary>
    TooSlow = 4413,

    TooManyInitialisations = 4429,
}
