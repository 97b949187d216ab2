namespace SystemConnector.Conformance.Tests.Audio;

/// <summary>A sine, made and found again: what one side says and the other one hears.</summary>
internal static class Tone
{
    /// <summary>The rate of telephone audio, in Hz.</summary>
    public const int SampleRate = 8000;

    private const double Amplitude = 12_000;

    // About -50 dB of full scale: noise of a codec lies below, a tone far above.
    private const double Silence = 100;

    /// <summary>Samples of a sine.</summary>
    public static short[] Of(int hertz, TimeSpan duration)
    {
        var samples = new short[(int)(duration.TotalSeconds * SampleRate)];
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)(Amplitude * Math.Sin(2 * Math.PI * hertz * i / SampleRate));
        return samples;
    }

    /// <summary>How much of the energy lies at the frequency, from 0 to 1; 0 for silence.</summary>
    /// <remarks>Goertzel: one bin of the Fourier transform, whose width is the inverse of the duration.</remarks>
    public static double Share(ReadOnlySpan<short> samples, int hertz)
    {
        var coefficient = 2 * Math.Cos(2 * Math.PI * hertz / SampleRate);
        double previous = 0, beforePrevious = 0, energy = 0;
        foreach (var sample in samples)
        {
            (beforePrevious, previous) = (previous, sample + coefficient * previous - beforePrevious);
            energy += (double)sample * sample;
        }
        if (energy < Silence * Silence * samples.Length) return 0;
        var power = previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious;
        return 2 * power / (samples.Length * energy);
    }
}
