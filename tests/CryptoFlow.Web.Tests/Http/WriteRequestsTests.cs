using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit.Xunit2;
using CryptoFlow.Messages;
using CryptoFlow.Monitoring;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing;
using CryptoFlow.Testing.Processes;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Web.Tests.Http;

/// <summary>A write over HTTP while the writer is away, moves to another node, or is busy.</summary>
public sealed class WriteRequestsTests : TestKit
{
    private static readonly TimeSpan RouteWaits = TimeSpan.FromSeconds(20);
    private static readonly StorageSource Elsewhere = StorageSource.On("akka.tcp://fake@10.0.0.5:8110");

    private readonly FakeTimeProvider _time = new();
    private readonly MonitorBoard _board = new();
    private readonly Task<Answer<CandlesDeleted>> _sending;
    private readonly DeleteCandles _sent;

    public WriteRequestsTests()
        : base(ActorTestSettings.Patient)
    {
        Report(Elsewhere);
        _sending = new WriteRequests(new Registered(TestActor), _board, _time).SendAsync(
            remaining => new DeleteCandles(WriteId.New(), RunId.New(), Some.Btc, [1], remaining), RouteWaits, CancellationToken.None);
        _sent = ExpectMsg<DeleteCandles>();
    }

    [Theory]
    [InlineData(StoragePlace.Elsewhere)]
    [InlineData(StoragePlace.Unknown)]
    public async Task A_request_is_refused_after_5_s_while_no_node_reports_a_writer(StoragePlace place)
    {
        if (place == StoragePlace.Unknown)
            Report(StorageSource.Unknown);

        _time.Advance(WriterReach.GivenUpAfter);

        var (written, problem) = await _sending.WaitAsync(RemainingOrDefault);
        Assert.Null(written);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, problem!.Status);
        Assert.NotNull(problem.RetryAfter);
        Assert.StartsWith("No node with the writer can be reached now.", problem.Error, StringComparison.Ordinal);
    }

    /// <summary>The proxy has kept the request, and the next writer answers it.</summary>
    [Fact]
    public async Task A_move_of_the_writer_that_takes_less_than_5_s_is_not_seen()
    {
        _time.Advance(WriterReach.GivenUpAfter - TimeSpan.FromMilliseconds(1));
        LastSender.Tell(new CandlesDeleted(_sent.Id, _sent.Run, _sent.Series, 1));

        Assert.Equal(1, (await _sending.WaitAsync(RemainingOrDefault)).Value!.Deleted);
    }

    [Theory]
    [InlineData(StoragePlace.Elsewhere)]
    [InlineData(StoragePlace.Here)]
    public async Task A_request_to_a_busy_writer_waits_for_as_long_as_its_route_says(StoragePlace place)
    {
        for (var waited = TimeSpan.Zero; waited < RouteWaits; waited += TimeSpan.FromSeconds(1))
        {
            Report(place == StoragePlace.Here ? StorageSource.Here : Elsewhere);
            Assert.False(_sending.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var (_, problem) = await _sending.WaitAsync(RemainingOrDefault);
        Assert.Equal("The database cannot be written now: The writer did not answer in time.", problem!.Error);
    }

    [Fact]
    public void A_writer_that_was_silent_before_the_request_gets_5_s_for_it_nevertheless()
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(WriterReach.GivenUpAfter, WriterReach.WaitFor(_board.Newest, TimeSpan.Zero, _time));
        Assert.Equal(TimeSpan.Zero, WriterReach.WaitFor(_board.Newest, WriterReach.GivenUpAfter, _time));
    }

    /// <summary>The collector may have run on the same node.</summary>
    [Fact]
    public async Task A_series_is_refused_after_5_s_too_while_its_collector_and_the_writer_are_away()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WebServer.StartAsync(new FakeSystem { Time = _time });
        server.System.Board.Show(Some.Health() with { Storage = Elsewhere }, _time.GetTimestamp());
        server.System.Collectors = _ =>
        {
            asked.TrySetResult();
            return null;
        };
        using var body = new StringContent("""{"exchange":"binance","symbol":"XRPUSDT","tf":15}""", System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/series") { Content = body, Headers = { { "X-Api-Key", WebServer.Key } } };
        var sending = server.Client.SendAsync(request);
        await asked.Task;

        // The request may begin to wait a moment after the collector was asked; then it needs the second advance. The fourth would end the wait for the collector.
        for (var tries = 0; tries < 3 && !sending.IsCompleted; tries++)
        {
            _time.Advance(WriterReach.GivenUpAfter);
            await Task.WhenAny(sending, Eventually.PassAsync(TimeSpan.FromSeconds(10)));
        }

        using var response = await sending;
        Assert.Equal(WriteRequests.Away.Error, await server.AssertProblemAsync(response, System.Net.HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private void Report(StorageSource source) => _board.Show(Some.Health() with { Storage = source }, _time.GetTimestamp());

    private sealed class Registered(IActorRef writer) : IRequiredActor<DbWriterActor>
    {
        public IActorRef ActorRef => writer;

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(writer);
    }
}
