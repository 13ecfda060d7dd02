using System.Net;
using System.Text;
using CryptoFlow.Dashboard;

namespace CryptoFlow.Web.Tests.Page;

/// <summary>The page that browsers get at <c>/</c>, and what its security policy allows.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    private static readonly PageFiles Files = new(new Dictionary<string, ReadOnlyMemory<byte>>
    {
        ["index.html"] = Encoding.UTF8.GetBytes("<!doctype html><title>page</title>"),
        ["assets/index-4f2a.js"] = Encoding.UTF8.GetBytes("export {};"),
        ["assets/index-4f2a.css"] = Encoding.UTF8.GetBytes("body{}"),
        ["assets/icon-4f2a.svg"] = Encoding.UTF8.GetBytes("<svg/>"),
    });

    private WebServer _server = null!;

    public async Task InitializeAsync() => _server = await WebServer.StartWithPageAsync(Files);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(Browser, true)]
    [InlineData("text/html", true)]
    [InlineData("TEXT/HTML; charset=utf-8", true)]
    [InlineData("application/json;q=0.5, text/html", true)]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("application/json", false)]
    [InlineData("application/json, text/plain, */*", false)]
    [InlineData("application/json, text/html;q=0.9", false)]
    [InlineData("text/html;q=0, */*", false)]
    [InlineData("text/*", false)]
    [InlineData("no media type;;", false)]
    public async Task A_client_gets_the_page_only_if_it_names_html(string? accept, bool isPage)
    {
        using var response = await GetAsync("/", accept);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(isPage ? "text/html" : "application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(isPage, response.Headers.Contains("Content-Security-Policy"));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Contains("Accept", response.Headers.Vary);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
    }

    [Fact]
    public async Task The_page_may_load_nothing_inline_and_nothing_from_elsewhere_and_stands_in_no_frame()
    {
        using var response = await GetAsync("/", Browser);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.EndsWith("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], response.Headers.GetValues("Referrer-Policy"));
    }

    [Fact]
    public async Task The_api_reference_has_a_policy_of_its_own_with_a_new_nonce_for_each_answer()
    {
        var nonces = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            using var response = await GetAsync("/scalar/", Browser);
            var text = await response.Content.ReadAsStringAsync();

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
            Assert.True(nonces.Add(nonce));
            Assert.Contains($"nonce=\"{nonce}\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy.Split("script-src")[1].Split(';')[0], StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.EndsWith("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.True(response.Headers.CacheControl?.NoStore);
        }
    }

    [Theory]
    [InlineData("/assets/index-4f2a.js", "text/javascript")]
    [InlineData("/assets/index-4f2a.css", "text/css")]
    [InlineData("/assets/icon-4f2a.svg", "image/svg+xml")]
    public async Task A_file_has_its_type_and_may_be_kept_for_a_year(string address, string type)
    {
        using var response = await GetAsync(address, null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("/assets/index-0000.js")]
    [InlineData("/assets/index.html")]
    [InlineData("/assets/%2e%2e%2findex.html")]
    [InlineData("/index.html")]
    [InlineData("/chart")]
    public async Task An_unknown_address_is_404_and_not_the_page(string address)
    {
        using var response = await GetAsync(address, Browser);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.CacheControl?.MaxAge > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_page_of_another_host_name_is_refused_like_every_request()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "rebound.example" } };
        request.Headers.Add("Accept", Browser);
        using var response = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task Own_files_are_served_whatever_origin_the_browser_sends()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/index-4f2a.js");
        request.Headers.Add("Origin", "https://behind.a.proxy");
        using var response = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_program_that_was_built_without_Node_says_in_one_sentence_what_is_missing()
    {
        var none = new PageFiles(new Dictionary<string, ReadOnlyMemory<byte>> { ["missing.txt"] = Encoding.UTF8.GetBytes("Node.js was not found when the program was built.\n") });
        await using var server = await WebServer.StartWithPageAsync(none);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Accept", Browser);
        using var response = await server.Client.SendAsync(request);

        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("CryptoFlow runs without its page. Node.js was not found when the program was built.\n", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/health")]
    [InlineData("/health/live")]
    [InlineData("/assets/index-4f2a.js")]
    public async Task An_open_page_does_not_make_the_writer_rest(string address)
    {
        _server.System.Health = Some.Health();
        using var response = await GetAsync(address, Browser);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(TimeSpan.MaxValue, _server.System.Reading.Since);
    }

    private Task<HttpResponseMessage> GetAsync(string address, string? accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return _server.Client.SendAsync(request);
    }
}
