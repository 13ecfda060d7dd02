using System.Net;
using System.Text.Json;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Reads answers and asserts what all answers of a kind have in common.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public static async Task<JsonElement> GetJsonAsync(this WebServer server, string address)
    {
        using var response = await server.Client.GetAsync(new Uri(address, UriKind.Relative));
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode} {string.Join('\n', server.Logs.WarningsAndErrors)}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return await response.JsonAsync();
    }

    /// <summary>Asserts that the answer is a problem with this status and that nothing above information was logged. Returns the problem's sentence.</summary>
    public static async Task<string> AssertProblemAsync(this WebServer server, HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.JsonAsync();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        var error = problem.GetProperty("error").GetString()!;
        Assert.EndsWith(".", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Empty(server.Logs.WarningsAndErrors);
        return error;
    }

    public static async Task<string> AssertProblemAsync(this WebServer server, string address, HttpStatusCode status)
    {
        using var response = await server.Client.GetAsync(new Uri(address, UriKind.Relative));
        return await server.AssertProblemAsync(response, status);
    }

    /// <summary>The names of the members in their order in the document.</summary>
    public static string[] Names(this JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
