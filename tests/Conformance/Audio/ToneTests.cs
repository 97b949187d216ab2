namespace SystemConnector.Conformance.Tests.Audio;

/// <summary>What finds the tone finds nothing else: silence, another tone, noise.</summary>
public class ToneTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Tone_is_found_at_its_own_frequency_only()
    {
        var tone = Tone.Of(440, s_second);
        Assert.InRange(Tone.Share(tone, 440), 0.99, 1.01);
        Assert.InRange(Tone.Share(tone, 1000), 0, 0.01);
    }

    [Fact]
    public void Silence_has_no_tone() => Assert.Equal(0, Tone.Share(new short[Tone.SampleRate], 440));

    [Fact]
    public void Noise_has_no_tone()
    {
        var random = new Random(1);
        var noise = new short[Tone.SampleRate];
        for (var i = 0; i < noise.Length; i++) noise[i] = (short)random.Next(-12_000, 12_000);
        Assert.InRange(Tone.Share(noise, 440), 0, 0.05);
    }
}
