using System.Net;
using System.Net.Http.Json;
using SystemConnector.Api.Authentication;
using SystemConnector.Api.Tests.Fakes;

namespace SystemConnector.Api.Tests;

public sealed class AuthenticationTests(ApiHost api)
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("Authorization", "Bearer wrong-wrong-wrong-wrong")]
    [InlineData("Authorization", "Basic " + ApiHost.Key)]
    [InlineData("Authorization", ApiHost.Key)]
    [InlineData("X-API-Key", "wrong-wrong-wrong-wrong")]
    [InlineData("X-API-Key", "")]
    public async Task Stranger_gets_401_with_a_challenge(string? header, string? value)
    {
        using var response = await Send(header, value);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Contains("UNAUTHENTICATED", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + ApiHost.Key)]
    [InlineData("Authorization", "bearer " + ApiHost.Key)]
    [InlineData("X-API-Key", ApiHost.Key)]
    public async Task Key_opens_in_either_header(string header, string value)
    {
        using var response = await Send(header, value);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Generated_key_is_kept_for_the_owner_only_and_opens()
    {
        var directory = Directory.CreateTempSubdirectory("sc-api-");
        try
        {
            await using var app = await api.Start(new FakeTrunkStates(), options =>
            {
                options.BootstrapKey = null;
                options.KeyDirectory = directory.FullName;
            });
            var file = Assert.Single(directory.GetFiles());
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
            var key = File.ReadAllText(file.FullName).Trim();
            Assert.Equal(key, BootstrapKeyFile.ReadOrCreate(directory.FullName).Key);
            using var client = ApiHost.NewClient(app, key);
            using var response = await client.PostAsJsonAsync("", new { query = "{__typename}" }, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Options_report_every_fault()
    {
        var result = new ApiOptionsValidator().Validate(null, new ApiOptions
        {
            Urls = "ftp://x;nonsense",
            BootstrapKey = "short",
            MaxDepth = 0,
            ExecutionTimeout = TimeSpan.Zero,
            KeepAliveInterval = TimeSpan.Zero,
            AllowedOrigins = ["https://console.example.com", "https://console.example.com/", "*", "console.example.com"],
        });
        Assert.Equal(9, result.Failures!.Count());
        Assert.Single(new ApiOptionsValidator().Validate(null, new ApiOptions()).Failures!);
        Assert.True(new ApiOptionsValidator().Validate(null, new ApiOptions { BootstrapKey = ApiHost.Key }).Succeeded);
    }

    private async Task<HttpResponseMessage> Send(string? header, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = JsonContent.Create(new { query = "{__typename}" }) };
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        return await api.Stranger.SendAsync(request);
    }
}
