using GraphQL.Types;
using SystemConnector.Api.RemoteKits;

namespace SystemConnector.Api.GraphQL.RemoteKits;

internal sealed class RemoteSystemType : EnumerationGraphType
{
    public RemoteSystemType()
    {
        Name = "RemoteSystem";
        Description = "What stands at the far end of a connector.";
        Add("ASTERISK", RemoteSystem.Asterisk, "Asterisk 16 and later, with pjsip_wizard.conf.");
        Add("FREEPBX", RemoteSystem.FreePbx, "FreePBX 16 and later, with a chan_pjsip trunk.");
        Add("FREESWITCH", RemoteSystem.FreeSwitch, "FreeSWITCH 1.10.");
        Add("CISCO_CUBE", RemoteSystem.CiscoCube, "Cisco Unified Border Element on IOS XE.");
        Add("KAMAILIO", RemoteSystem.Kamailio, "Kamailio 5.5 and later.");
        Add("THREE_CX", RemoteSystem.ThreeCx, "3CX 18 and later, with a generic SIP trunk.");
        Add("SYSTEM_CONNECTOR", RemoteSystem.SystemConnector, "Another System Connector.");
    }
}

internal sealed class KitPlaceType : EnumerationGraphType
{
    public KitPlaceType()
    {
        Name = "RemoteKitPlace";
        Description = "Where something is typed.";
        Add("FILE", KitPlace.File, "Into a file.");
        Add("SCREEN", KitPlace.Screen, "Into the fields of a screen.");
        Add("PROMPT", KitPlace.Prompt, "At a prompt.");
    }
}
