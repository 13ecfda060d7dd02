using System.Globalization;
using System.Text.Json;
using CryptoFlow.Torture.Load;

namespace CryptoFlow.Torture.Feeds;

/// <summary>One commit, as a client got it or as the commit log has it.</summary>
/// <param name="Number">The number.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Symbol">As the file stores it: <c>BINANCE:BTCUSDT</c>.</param>
/// <param name="Minutes">The interval; 0 for a step of a paper trader.</param>
/// <param name="From">The first open time, ms UTC; 0 if there is none.</param>
/// <param name="To">The end of the last candle, ms UTC; 0 if there is none.</param>
/// <param name="Count">The number of candles.</param>
/// <param name="Deleted">The ranges of a deletion; null for other commits.</param>
internal sealed record FeedEntry(long Number, long Epoch, string Symbol, int Minutes, long From, long To, int Count, IReadOnlyList<TimeRange>? Deleted = null);

/// <summary>
/// What one client has put together from the messages of the feed: the commits since it began, and the candles. It keeps its place with each message, as a
/// client does that stores both together.
/// </summary>
internal sealed class FeedJournal
{
    private readonly List<FeedEntry> _entries = [];
    private readonly Dictionary<(string Symbol, int Minutes, long Time), Candle> _candles = [];
    private readonly List<string> _resets = [];

    /// <summary>The place from which the client continues; <c>now</c> before the first message.</summary>
    public string Since { get; private set; } = "now";

    /// <summary>The number after which the journal begins.</summary>
    public long Start { get; private set; }

    /// <summary>The number of the last commit that the client knows of.</summary>
    public long Number { get; private set; }

    public long Messages { get; private set; }

    public IReadOnlyList<FeedEntry> Entries => _entries;

    public IReadOnlyDictionary<(string Symbol, int Minutes, long Time), Candle> Candles => _candles;

    /// <summary>The sentences with which the server told the client to read again.</summary>
    public IReadOnlyList<string> Resets => _resets;

    public void Take(JsonElement message)
    {
        Messages++;
        var type = message.GetProperty("type").GetString();
        var id = message.GetProperty("id").GetString()!;
        var number = message.GetProperty("commit").GetInt64();
        switch (type)
        {
            case "reset":
                _resets.Add(message.GetProperty("error").GetString()!);
                break;
            case "position" when Since == "now":
                Start = number;
                break;
            case "commit":
                TakeCandles(message, number, EpochOf(id));
                break;
            case "deleted":
                Delete(message, number, EpochOf(id));
                break;
            case "paper":
                _entries.Add(new FeedEntry(number, EpochOf(id), SymbolOf(message), 0, 0, 0, 0));
                break;
        }

        (Since, Number) = (id, number);
    }

    private void TakeCandles(JsonElement message, long number, long epoch)
    {
        var (symbol, minutes) = (SymbolOf(message), message.GetProperty("tf").GetInt32());
        var count = message.GetProperty("count").GetInt32();
        var (from, to) = count == 0 ? (0, 0) : (message.GetProperty("from").GetInt64(), message.GetProperty("to").GetInt64());
        _entries.Add(new FeedEntry(number, epoch, symbol, minutes, from, to, count));
        if (message.TryGetProperty("candles", out var candles))
        {
            foreach (var candle in candles.EnumerateArray().Select(CandlePage.Read))
                _candles[(symbol, minutes, candle.OpenTime)] = candle;
            return;
        }

        // A client would read these candles over HTTP. This one forgets them: the other tests check HTTP.
        for (var time = from; time < to; time += new Interval(minutes).Milliseconds)
            _candles.Remove((symbol, minutes, time));
    }

    private void Delete(JsonElement message, long number, long epoch)
    {
        var (symbol, minutes) = (SymbolOf(message), message.GetProperty("tf").GetInt32());
        TimeRange[] ranges = [.. message.GetProperty("ranges").EnumerateArray().Select(r => new TimeRange(r.GetProperty("from").GetInt64(), r.GetProperty("to").GetInt64()))];
        _entries.Add(new FeedEntry(number, epoch, symbol, minutes, 0, 0, 0, ranges));
        foreach (var key in _candles.Keys.Where(k => k.Symbol == symbol && k.Minutes == minutes && ranges.Any(r => r.Contains(k.Time))).ToList())
            _candles.Remove(key);
    }

    private static string SymbolOf(JsonElement message) => $"{message.GetProperty("exchange").GetString()!.ToUpperInvariant()}:{message.GetProperty("symbol").GetString()}";

    private static long EpochOf(string id) => long.Parse(id.Split('-')[1], CultureInfo.InvariantCulture);
}
