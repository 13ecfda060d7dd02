using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Testing.Processes;
using CryptoFlow.Trades;
using CryptoFlow.Web.Feed;

namespace CryptoFlow.Web.Tests.Feed;

/// <summary>What docs/http-api.md says about the feed: each message fits its schema, and its two clients work as they are printed there.</summary>
public sealed class FeedDocumentTests : IDisposable
{
    private const int MostLines = 36;

    private readonly CommitScript _script = new();
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string, string> Clients => new() { { "js", "copy.mjs", "node" }, { "python", "copy.py", "python3" } };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_kind_of_message_fits_the_schema()
    {
        var at = new FeedPosition(Some.DatabaseId, new(7, 1234));
        var signal = new Signal(Some.Start, TradeDirection.Short, "setup", 100, 101.5, null, 99, new Channel(1, 2, 3, 4));
        var step = new WriterProtocol.TraderStepCommitted(
            new TraderKey("NO_ML", Some.Btc.Instrument, "{}"), new CandleOutcome(Some.Start, new Channel(1, 2, 3, 4), signal, [], [], Account.Start(1_000)), 7)
        { Stamp = at.Stamp };
        FeedMessage[] messages =
        [
            FeedMessages.Position(at),
            .. Enum.GetValues<FeedLoss>().Select(reason => FeedMessages.Reset(new FeedReset(reason, at, at))),
            FeedMessages.Of(FeedCommit.Of(_script.Commit(), "")),
            FeedMessages.Of(FeedCommit.Of(_script.Commit(changed: []), Some.DatabaseId)),
            FeedMessages.Of(FeedCommit.Of(_script.Commit(changed: Some.Candles(FeedCommit.MostCandles)) with { Lane = WriteLane.Backfill }, Some.DatabaseId)),
            FeedMessages.Of(FeedCommit.Of(_script.Commit(changed: Some.Candles(FeedCommit.MostCandles + 1)), Some.DatabaseId)),
            .. Enum.GetValues<ChangeSource>().Select(source => FeedMessages.Of(FeedCommit.Of(_script.Commit() with { Source = source }, Some.DatabaseId))),
            FeedMessages.Of(FeedCommit.Of(_script.Delete(new TimeRange(1, 2), new TimeRange(3, 900_003)), Some.DatabaseId)),
            FeedMessages.Of(FeedCommit.Of(step, Some.DatabaseId)),
        ];

        foreach (var message in messages)
        {
            using var json = JsonDocument.Parse(message.Json);
            Assert.Equal(message.Event, json.RootElement.GetProperty("type").GetString());
            Assert.Null(FeedDocument.Misfit(json.RootElement));
            Assert.DoesNotContain((byte)'\n', message.Json.ToArray());
        }

        using var stranger = JsonDocument.Parse("""{"type":"position","id":"1-1-x","commit":"1"}""");
        Assert.NotNull(FeedDocument.Misfit(stranger.RootElement));
    }

    /// <summary>The client begins, is cut off by the end of the server, continues at a server that it finds in its place, reads a large commit, and begins again after a reset.</summary>
    [SkippableTheory]
    [MemberData(nameof(Clients))]
    public async Task The_documented_client_has_each_commit_once_and_in_order(string language, string file, string program)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Skip.If(path is null, $"{program} is not on the PATH; it runs an example of docs/http-api.md.");
        var code = FeedDocument.Code(language);
        Assert.InRange(code.Split('\n').Count(line => line.Trim().Length > 0), 20, MostLines);
        await File.WriteAllTextAsync(_folder.File(file), code);
        _script.Commit();
        var server = await StartAsync(port: 0);
        var port = server.Address.Port;
        await using var client = ChildProcess.Start(path, [_folder.File(file), $"http://127.0.0.1:{port}", "binance:btcusdt:15m"]);
        await SaidAsync(client, "position 1 1");

        Publish(server, 2);
        server.Commits.Publish(_script.Commit(changed: Some.Candles(FeedCommit.MostCandles + 1)));
        await SaidAsync(client, "commit 4 101");

        await server.DisposeAsync();
        _script.Epoch++;
        _script.Commit();
        _script.Commit(Some.Eth);
        await using var again = await StartAsync(port);
        Publish(again, 1);
        await SaidAsync(client, "commit 7 101");
        Assert.Equal(["commit 2 2", "commit 3 3", "commit 4 101", "commit 5 101", "commit 7 101"], client.Output.Where(l => l.StartsWith("commit", StringComparison.Ordinal)));

        // The database is replaced: the server says so on the open connection.
        _script.Database = "another";
        _script.Epoch++;
        Publish(again, 1);
        await SaidAsync(client, "reset 8 101");
        Publish(again, 1);
        await SaidAsync(client, "commit 9 101");

        // Two candles and the last one are deleted, and the first of them comes back.
        var (first, last) = (Some.Candles(FeedCommit.MostCandles + 1)[10].OpenTime, Some.Candles(FeedCommit.MostCandles + 1)[^1].OpenTime);
        again.Commits.Publish(_script.Delete(new TimeRange(first, first + (2 * Interval.M15.Milliseconds)), new TimeRange(last, last + 1)));
        await SaidAsync(client, "deleted 10 98");
        again.Commits.Publish(_script.Commit(changed: [Some.CandleAt(first)]));
        await SaidAsync(client, "commit 11 99");
    }

    private static Task<string> SaidAsync(ChildProcess client, string line) => client.LineAsync(l => l == line, TimeSpan.FromMinutes(1), $"the client says '{line}'");

    private async Task<WebServer> StartAsync(int port) => await WebServer.StartAsync(
        new FakeSystem { Readers = m => m is ReaderProtocol.ReadCandles read ? Page(read) : _script.Answer(m) }, null, $"--urls=http://127.0.0.1:{port}");

    /// <summary>What is stored of the series: the values of the log.</summary>
    private ReaderProtocol.CandlesRead Page(ReaderProtocol.ReadCandles read)
    {
        var stored = new SortedDictionary<long, Candle>();
        foreach (var commit in _script.Log.Where(c => c.Series == read.Series))
        {
            foreach (var candle in commit.Changed)
                stored[candle.OpenTime] = candle;
            foreach (var time in stored.Keys.Where(time => commit.Deleted.Any(range => range.Contains(time))).ToList())
                stored.Remove(time);
        }

        ImmutableArray<Candle> candles = [.. stored.Values.Where(c => read.After is not { } after || c.OpenTime > after).Where(c => read.From is not { } from || c.OpenTime >= from).Where(c => read.Before is not { } before || c.OpenTime < before).Take(read.Limit)];
        return Some.Read(read.Series, candles);
    }

    private void Publish(WebServer server, int count)
    {
        for (var i = 0; i < count; i++)
            server.Commits.Publish(_script.Commit());
    }
}
