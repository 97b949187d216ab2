using GraphQL.Types;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

internal sealed class ConnectionTypeType : EnumerationGraphType
{
    public ConnectionTypeType()
    {
        Name = "ConnectionType";
        Description = "How two systems recognise each other.";
        Add("GENERIC_PASSWORD_AUTH", ConnectionType.Password, "Generic Password Auth: by username and password, with registration and digest.");
        Add("GENERIC_IP_AUTH", ConnectionType.Ip, "Generic IP Auth: by source address.");
    }
}

internal sealed class TrunkTransportType : EnumerationGraphType
{
    public TrunkTransportType()
    {
        Name = "TrunkTransport";
        Description = "The transport to the far side.";
        Add("UDP", TrunkTransport.Udp, "SIP over UDP.");
        Add("TCP", TrunkTransport.Tcp, "SIP over TCP.");
        Add("TLS", TrunkTransport.Tls, "SIP over TLS.");
    }
}

internal sealed class CallerIdentityType : EnumerationGraphType
{
    public CallerIdentityType()
    {
        Name = "CallerIdentity";
        Description = "Who the far side sees as the caller.";
        Add("EXTENSION", CallerIdentity.Extension, "The caller's extension.");
        Add("TRUNK_USER", CallerIdentity.TrunkUser, "The trunk's username; the caller's extension is in P-Asserted-Identity.");
    }
}
