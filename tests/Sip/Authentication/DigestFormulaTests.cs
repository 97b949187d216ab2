using System.Text;
using SystemConnector.Sip.Authentication;

namespace SystemConnector.Sip.Tests.Authentication;

public sealed class DigestFormulaTests
{
    [Theory]
    [InlineData(DigestAlgorithm.Md5, "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData(DigestAlgorithm.Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Rfc7616_3_9_1_example(DigestAlgorithm algorithm, string expected) => Assert.Equal(expected, Response(
        algorithm, "Mufasa", "http-auth@example.org", "Circle of Life", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "/dir/index.html"));

    /// <summary>
    /// The values of the example. What the RFC prints is truncated SHA-512, not SHA-512/256 (its userhash 48886947… shows it, and its
    /// errata say so); the expected values are those of OpenSSL's sha512-256.
    /// </summary>
    [Fact]
    public void Rfc7616_3_9_2_example_with_sha512_256()
    {
        Assert.Equal("7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c", Response(
            DigestAlgorithm.Sha512Slash256, "J\u00e4s\u00f8n Doe", "api@example.org", "Secret, or not?",
            "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm", "/doe.json"));
        var userhash = new byte[32];
        Sha512Slash256.HashData("J\u00e4s\u00f8n Doe:api@example.org"u8, userhash);
        Assert.Equal("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b", Convert.ToHexStringLower(userhash));
    }

    [Fact]
    public void Rfc2617_3_5_example() => Assert.Equal("6629fae49393a05397450978507c4ef1", Response(
        DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", "Circle Of Life", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "0a4f113b", "/dir/index.html"));

    private static string Response(DigestAlgorithm algorithm, string username, string realm, string password, string nonce, string cnonce, string uri)
    {
        var ha1 = new byte[DigestFormula.HexLength(algorithm)];
        var hex = new byte[ha1.Length];
        Assert.True(DigestFormula.TryHa1(algorithm, Utf8(username), Utf8(realm), Utf8(password), ha1));
        Assert.True(DigestFormula.TryResponse(algorithm, ha1, Utf8(nonce), "00000001"u8, Utf8(cnonce), "auth"u8, "GET"u8, Utf8(uri), hex));
        return Encoding.ASCII.GetString(hex);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
