namespace CryptoFlow.Benchmarks.Load;

/// <summary>The requests for pages of 1,000 candles that users send, as bytes.</summary>
internal static class Pages
{
    public const int Limit = 1_000;

    public static string PathOf(SeriesKey series) =>
        $"/api/candles?exchange={series.Exchange}&symbol={series.Symbol}&tf={series.Interval.Minutes}&limit={Limit}";

    /// <summary>Requests the newest page of a random series.</summary>
    public static Func<Random, byte[]> Newest(IEnumerable<SeriesKey> series)
    {
        byte[][] requests = [.. series.Select(s => HttpConnection.Request(PathOf(s)))];
        return random => requests[random.Next(requests.Length)];
    }

    /// <summary>Requests a full page before a random time in the history of a random series.</summary>
    /// <param name="series">The series to choose from.</param>
    /// <param name="history">The stored range of each series.</param>
    public static Func<Random, byte[]> Old(IEnumerable<SeriesKey> series, TimeRange history)
    {
        SeriesKey[] all = [.. series];
        return random =>
        {
            var chosen = all[random.Next(all.Length)];
            return HttpConnection.Request($"{PathOf(chosen)}&before={RandomEnd(chosen.Interval, history, random)}");
        };
    }

    /// <summary>Takes a request of <paramref name="one"/> once in <paramref name="many"/> times, otherwise a request of <paramref name="most"/>.</summary>
    public static Func<Random, byte[]> OneIn(int many, Func<Random, byte[]> most, Func<Random, byte[]> one) =>
        random => random.Next(many) == 0 ? one(random) : most(random);

    /// <summary>A random open time that has a full page of candles before it.</summary>
    public static long RandomEnd(Interval interval, TimeRange history, Random random) =>
        interval.Floor(random.NextInt64(Math.Min(history.From + ((Limit + 1) * interval.Milliseconds), history.To - 1), history.To));
}
