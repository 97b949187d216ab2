using System.Net;
using SystemConnector.Silo.Demo.UserAgents;

namespace SystemConnector.Silo.Demo;

/// <summary>The phones of both locations, by the name that stands on them: "A100" is extension 100 of Location A.</summary>
internal sealed class DemoPhones(MessageLog log) : IAsyncDisposable
{
    private readonly Dictionary<string, UserAgent> _phones = [];

    /// <summary>The phone of that name.</summary>
    public UserAgent this[string name] => _phones[name];

    /// <summary>All of them.</summary>
    public IEnumerable<UserAgent> All => _phones.Values;

    /// <summary>Puts a phone on a desk; it is not registered yet.</summary>
    public UserAgent Add(DemoSite site, string number, IPEndPoint node)
    {
        var phone = UserAgent.Start(new UserAgentOptions
        {
            Name = $"{site.Letter}{number}",
            User = number,
            Domain = site.Domain,
            Password = site.SecretOf(number),
            Proxy = node,
            // Long enough to see it ring in the ladder.
            RingTime = TimeSpan.FromMilliseconds(100),
            Trace = log,
        });
        _phones.Add(phone.Name, phone);
        return phone;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var phone in All) await phone.DisposeAsync();
    }
}
