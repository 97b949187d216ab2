namespace SystemConnector.Conformance.Tests;

/// <summary>The transport of a test's peers.</summary>
public enum SipTransport
{
    Udp,
    Tcp,
}
