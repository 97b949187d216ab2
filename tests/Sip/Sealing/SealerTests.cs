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

    private static Sealer Make(byte currentKeyId) => new([(1, MaterialA), (2, MaterialB)], currentKeyId, "test"u8);

    private static byte[] Seal(Sealer sealer, ReadOnlySpan<byte> plaintext)
    {
        var token = new byte[Sealer.SealedLength(plaintext.Length)];
        Assert.Equal(token.Length, sealer.Seal(plaintext, token));
        return token;
    }
}
