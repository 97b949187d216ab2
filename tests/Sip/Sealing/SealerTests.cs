using SystemConnector.Sip.Sealing;

namespace SystemConnector.Sip.Tests.Sealing;

public sealed class SealerTests
{
    private static readonly byte[] MaterialA = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] MaterialB = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(2048)]
    public void Token_opens_on_another_node_with_the_same_keys(int length)
    {
        using var here = Make(1);
        using var there = Make(2);
        var plaintext = new byte[length];
        Random.Shared.NextBytes(plaintext);
        var token = Seal(here, plaintext);
        Assert.Equal(Sealer.SealedLength(length), token.Length);
        Assert.DoesNotContain(token, b => !char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'_'));

        var opened = new byte[length];
        Assert.Equal(length, there.Open(token, opened));
        Assert.Equal(plaintext, opened);
    }

    [Fact]
    public void Token_with_any_byte_altered_does_not_open()
    {
        using var sealer = Make(1);
        for (var length = 0; length < 4; length++)
        {
            var token = Seal(sealer, new byte[length]);
            var room = new byte[length];
            for (var i = 0; i < token.Length; i++)
            {
                var original = token[i];
                for (var value = 0; value < 256; value++)
                {
                    if (value == original) continue;
                    token[i] = (byte)value;
                    Assert.Equal(-1, sealer.Open(token, room));
                }
                token[i] = original;
            }
            Assert.Equal(length, sealer.Open(token, room));
        }
    }

    [Fact]
    public void Token_cut_or_lengthened_does_not_open()
    {
        using var sealer = Make(1);
        var token = Seal(sealer, "hello"u8);
        var room = new byte[4096];
        for (var length = 0; length < token.Length; length++) Assert.Equal(-1, sealer.Open(token.AsSpan(0, length), room));
        foreach (var tail in new[] { "A", "=", "==", " ", "\r\n", "AAAA" })
            Assert.Equal(-1, sealer.Open([.. token, .. System.Text.Encoding.ASCII.GetBytes(tail)], room));
        Assert.Equal(-1, sealer.Open(new byte[100_000], room));
        Assert.Equal(-1, sealer.Open(token, new byte[4]));
    }

    [Fact]
    public void Token_of_another_purpose_or_key_does_not_open()
    {
        using var sealer = Make(1);
        using var otherPurpose = new Sealer([(1, MaterialA), (2, MaterialB)], 1, "other"u8);
        using var otherKey = new Sealer([(1, MaterialB)], 1, "test"u8);
        using var unknownKey = new Sealer([(2, MaterialB)], 2, "test"u8);
        var token = Seal(sealer, "hello"u8);
        var room = new byte[64];
        Assert.Equal(-1, otherPurpose.Open(token, room));
        Assert.Equal(-1, otherKey.Open(token, room));
        Assert.Equal(-1, unknownKey.Open(token, room));
    }

    [Fact]
    public void Tokens_of_the_same_plaintext_differ()
    {
        using var sealer = Make(1);
        var tokens = Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(Seal(sealer, "x"u8))).ToHashSet();
        Assert.Equal(1000, tokens.Count);
    }

    [Fact]
    public void Sealing_without_room_writes_nothing()
    {
        using var sealer = Make(1);
        Assert.Equal(0, sealer.Seal("hello"u8, new byte[Sealer.SealedLength(5) - 1]));
        Assert.Equal(0, sealer.Seal(new byte[Sealer.MaxPlaintextLength + 1], new byte[8192]));
    }

    [Fact]
    public void Sealing_by_many_threads_keeps_every_token_whole()
    {
        using var sealer = Make(1);
        Parallel.For(0, 8, worker =>
        {
            var plaintext = new byte[32];
            var token = new byte[Sealer.SealedLength(32)];
            var opened = new byte[32];
            for (var i = 0; i < 2000; i++)
            {
                plaintext[0] = (byte)i;
                Assert.Equal(token.Length, sealer.Seal(plaintext, token));
                Assert.Equal(32, sealer.Open(token, opened));
                Assert.Equal(plaintext, opened);
            }
        });
    }

    [Fact]
    public void Sealing_and_opening_allocate_nothing()
    {
        using var sealer = Make(1);
        var plaintext = new byte[200];
        var token = new byte[Sealer.SealedLength(200)];
        AllocationAssert.None(() =>
        {
            sealer.Seal(plaintext, token);
            sealer.Open(token, plaintext);
            token[40] ^= 1;
            sealer.Open(token, plaintext);
        });
    }

    [Fact]
    public void Token_sealed_before_a_new_key_opens_until_its_key_is_gone()
    {
        using var sealer = Make(1);
        var room = new byte[8];
        var before = Seal(sealer, "hello"u8);
        sealer.Use([(1, MaterialA), (2, MaterialB), (3, [.. MaterialA.Reverse()])], 3);
        var after = Seal(sealer, "hello"u8);
        Assert.Equal(5, sealer.Open(before, room));
        Assert.Equal(5, sealer.Open(after, room));
        using (var other = Make(1)) Assert.Equal(-1, other.Open(after, room));

        sealer.Use([(3, [.. MaterialA.Reverse()])], 3);
        Assert.Equal(-1, sealer.Open(before, room));
        Assert.Equal(5, sealer.Open(after, room));
        // The same id with another material is another key.
        sealer.Use([(3, MaterialB)], 3);
        Assert.Equal(-1, sealer.Open(after, room));
    }

    [Fact]
    public async Task Keys_change_under_threads_that_seal_and_open()
    {
        using var sealer = Make(1);
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var (token, opened) = (new byte[Sealer.SealedLength(32)], new byte[32]);
            for (var i = 0; i < 2000 || !stop.IsCancellationRequested; i++)
            {
                Assert.Equal(token.Length, sealer.Seal(new byte[32], token));
                Assert.Equal(32, sealer.Open(token, opened));
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        for (var i = 0; i < 200; i++) sealer.Use([(1, MaterialA), (2, MaterialB)], (byte)(1 + i % 2));
        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }

    private static Sealer Make(byte currentKeyId) => new([(1, MaterialA), (2, MaterialB)], currentKeyId, "test"u8);

    private static byte[] Seal(Sealer sealer, ReadOnlySpan<byte> plaintext)
    {
        var token = new byte[Sealer.SealedLength(plaintext.Length)];
        Assert.Equal(token.Length, sealer.Seal(plaintext, token));
        return token;
    }
}
