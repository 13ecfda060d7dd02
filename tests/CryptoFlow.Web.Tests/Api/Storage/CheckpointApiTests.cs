using System.Net;
using CryptoFlow.Storage.Writer;

namespace CryptoFlow.Web.Tests.Api.Storage;

public sealed class CheckpointApiTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    private const string Address = "/api/db/checkpoint";

    private readonly WebServer _server = fixture.Server;

    [Theory]
    [InlineData("", CheckpointMode.Passive, "passive")]
    [InlineData("?mode=passive", CheckpointMode.Passive, "passive")]
    [InlineData("?mode=Truncate", CheckpointMode.Truncate, "truncate")]
    public async Task A_checkpoint_is_ordered_from_the_writer_and_its_outcome_is_the_answer(string query, CheckpointMode mode, string name)
    {
        _server.System.Writer = m => m is WriterProtocol.RunCheckpoint order
            ? new WriterProtocol.CheckpointFinished(order.Id, new CheckpointOutcome(order.Mode, true, 12, 10, 4, TimeSpan.FromMilliseconds(7)))
            : null;

        using var response = await PostAsync(query);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var done = await response.JsonAsync();
        Assert.Equal(["mode", "busy", "walPages", "checkpointedPages", "movedPages", "leftPages", "durationMs", "at"], done.Names());
        Assert.Equal((name, true, 12, 4, 2), (done.GetProperty("mode").GetString(), done.GetProperty("busy").GetBoolean(), done.GetProperty("walPages").GetInt32(), done.GetProperty("movedPages").GetInt32(), done.GetProperty("leftPages").GetInt32()));
        Assert.Equal(mode, Assert.IsType<WriterProtocol.RunCheckpoint>(_server.System.Asked.Last()).Mode);
    }

    [Theory]
    [InlineData("?mode=")]
    [InlineData("?mode=full")]
    [InlineData("?mode=1")]
    public async Task Another_mode_is_refused_with_those_that_are_allowed(string query)
    {
        using var response = await PostAsync(query);
        Assert.Contains("passive and truncate", await _server.AssertProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_that_cannot_write_is_503_with_its_reason()
    {
        _server.System.Writer = m => new WriterProtocol.WriteRefused(((WriterProtocol.RunCheckpoint)m).Id, WriteRefusal.StorageUnavailable, "The disk is full.");
        using var response = await PostAsync("");
        Assert.Contains("The disk is full.", await _server.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_done()
    {
        using var response = await _server.Client.PostAsync(new Uri(Address, UriKind.Relative), null);
        await _server.AssertProblemAsync(response, HttpStatusCode.Unauthorized);
    }

    private async Task<HttpResponseMessage> PostAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address + query);
        request.Headers.Add("X-Api-Key", WebServer.Key);
        return await _server.Client.SendAsync(request);
    }
}
