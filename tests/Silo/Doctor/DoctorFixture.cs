using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Silo.Doctor;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Options;
using SystemConnector.Silo.Tests.Trunks;

namespace SystemConnector.Silo.Tests.Doctor;

/// <summary>A doctor over a trunk client whose clock stands still, and a far side that answers as scripted.</summary>
internal sealed class DoctorFixture : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Prepares it.</summary>
    /// <param name="silent">What gets no answer in this test, so that it need not be waited for.</param>
    public DoctorFixture(CheckKind? silent = null)
    {
        TimeSpan Limit(CheckKind kind) => kind == silent ? TimeSpan.FromMilliseconds(50) : Bound;
        Doctor = new TrunkDoctor(
            () => Trunks.Node, Trunks.Client,
            [
                new DnsCheck(Trunks.Locator), new TransportCheck(Limit(CheckKind.Transport)), new TlsCheck(Limit(CheckKind.Tls)), new OptionsCheck(Limit(CheckKind.Options)),
                new RegisterCheck(Limit(CheckKind.Register)), new InviteCheck(Limit(CheckKind.Invite), Faces, relay: null), new MediaCheck(Limit(CheckKind.Media)),
            ],
            TimeProvider.System);
    }

    /// <summary>Media is where SIP is.</summary>
    private static MediaFaces Faces { get; } = new(Microsoft.Extensions.Options.Options.Create(new MediaOptions()), Microsoft.Extensions.Options.Options.Create(new SipOptions()));

    public TrunkFixture Trunks { get; } = new();

    public FarSide Far => Trunks.Far;

    public TrunkDoctor Doctor { get; }

    /// <summary>Answers by method; what is not named is answered 200, null is silence.</summary>
    public void Answer(params (string Method, Func<FarRequest, string?> Answer)[] scripts) => Far.Answer = request =>
    {
        foreach (var (method, answer) in scripts)
            if (method == request.Method) return answer(request);
        return request.Method == "ACK" ? null : request.Respond(200);
    };

    /// <summary>Drives the trunk and examines it.</summary>
    public async Task<Examination> Examine(TrunkConfiguration configuration, string? testNumber = null)
    {
        Trunks.Client.Drive(configuration);
        return Outcome(await Doctor.Examine(configuration.Connector, testNumber).WaitAsync(Bound, TestContext.Current.CancellationToken));
    }

    public static Examination Outcome(Outcome<Examination> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(' ', outcome.Faults));
        return outcome.Value!;
    }

    public async ValueTask DisposeAsync() => await Trunks.DisposeAsync();
}
