using CryptoFlow.Web.Warming;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Warming;

/// <summary>Which answers the warm-up takes as right.</summary>
public sealed class WarmUpClientTests
{
    [Theory]
    [InlineData(200, "\"2\"", null)]
    [InlineData(304, "\"1\"", "\"1\"")]
    [InlineData(200, "\"2\"", "\"1\"")]
    public async Task An_answer_is_right_with_200_or_304_also_if_a_candle_was_stored_between_two_requests(int status, string tag, string? sent) =>
        Assert.Equal(tag, await GetAsync(status, tag, sent));

    [Theory]
    [InlineData(200, "\"1\"", "\"1\"")]
    [InlineData(304, "\"1\"", null)]
    [InlineData(503, null, null)]
    [InlineData(503, null, "\"1\"")]
    public async Task Other_answers_are_wrong(int status, string? tag, string? sent) =>
        Assert.Equal($"GET /api/candles was answered with {status}.", (await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(status, tag, sent))).Message);

    private static async Task<string?> GetAsync(int status, string? tag, string? sent)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var client = new WarmUpClient(
            http =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.ETag = tag;
                return Task.CompletedTask;
            },
            services.GetRequiredService<IServiceScopeFactory>(),
            CancellationToken.None);
        return await client.GetAsync("/api/candles", ifNoneMatch: sent);
    }
}
