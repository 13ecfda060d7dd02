namespace CryptoFlow.Benchmarks.Load;

/// <summary>The requests that users make, as bytes: pages of 1,000 candles.</summary>
internal static class Pages
{
    public const int Limit = 1_000;

    public static string PathOf(SeriesKey series) =>
        $"/api/candles?exchange={series.Exchange}&symbol={series.Symbol}&tf={series.Interval.Minutes}&limit={Limit}";

    /// <summary>The newest page of any of the series.</summary>
    public static Func<Random, byte[]> Newest(IEnumerable<SeriesKey> series)
    {
        byte[][] requests = [.. series.Select(s => HttpConnection.Request(PathOf(s)))];
        return random => requests[random.Next(requests.Length)];
    }

    /// <summary>A full page before a random time of a series' history.</summary>
    /// <param name="series">Any of these.</param>
    /// <param name="history">What is stored of each.</param>
    public static Func<Random, byte[]> Old(IEnumerable<SeriesKey> series, TimeRange history)
    {
        SeriesKey[] all = [.. series];
        return random =>
        {
            var chosen = all[random.Next(all.Length)];
            return HttpConnection.Request($"{PathOf(chosen)}&before={RandomEnd(chosen.Interval, history, random)}");
        };
    }

    /// <summary>One in so many is of the second kind.</summary>
    public static Func<Random, byte[]> OneIn(int many, Func<Random, byte[]> most, Func<Random, byte[]> one) =>
        random => random.Next(many) == 0 ? one(random) : most(random);

    /// <summary>An open time before which there is a full page.</summary>
    public static long RandomEnd(Interval interval, TimeRange history, Random random) =>
        interval.Floor(random.NextInt64(Math.Min(history.From + ((Limit + 1) * interval.Milliseconds), history.To - 1), history.To));
}
