namespace CryptoFlow.Benchmarks.Measuring;

/// <summary>How much the tool measures. More effort gives steadier medians; less effort takes less time.</summary>
/// <param name="Rounds">Number of rounds. In each round the tool measures all compared things in turn.</param>
/// <param name="Slot">How long the tool loads each compared thing in a round.</param>
/// <param name="Pages">Number of pages that the tool writes or reads inside this process in a round.</param>
/// <param name="HistoryDays">History of the default set, days.</param>
/// <param name="RowsStored">File sizes (rows) of the growth tables, ascending.</param>
/// <param name="SeriesStored">Numbers of series of the growth tables, ascending.</param>
/// <param name="Clients">Numbers of clients of the growth tables, ascending.</param>
/// <param name="LoadFor">How long the tool watches the memory under load.</param>
/// <param name="FirstSeconds">How long the tool loads the program after a start.</param>
/// <param name="IdleFor">How long no client sends requests: once to let the program settle, then again while the tool measures.</param>
internal sealed record Effort(
    int Rounds, TimeSpan Slot, int Pages, int HistoryDays, long[] RowsStored, int[] SeriesStored, int[] Clients, TimeSpan LoadFor, TimeSpan FirstSeconds, TimeSpan IdleFor)
{
    /// <summary>How long the closing messages of the exchanges are watched.</summary>
    public TimeSpan StreamFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Speed of the exchanges' clock meanwhile. A poll comes once a minute of real time, so only 1 compares streams and polling.</summary>
    public double StreamSpeed { get; init; } = 1;

    public static Effort Full { get; } = new(
        5, TimeSpan.FromSeconds(5), 200, 730, [10_000, 100_000, 1_000_000, 5_000_000], [10, 1_000], [1, 16, 256], TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(2));

    public static Effort Quick { get; } = new(
        2, TimeSpan.FromSeconds(2), 100, 180, [10_000, 100_000, 1_000_000], [10, 100], [1, 16, 256], TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1))
    {
        StreamFor = TimeSpan.FromMinutes(2),
    };

    /// <summary>For the test of the tool itself. The results say nothing about speed.</summary>
    public static Effort Tiny { get; } = new(
        1, TimeSpan.FromMilliseconds(200), 4, 20, [10_000, 20_000], [2, 10], [1, 4], TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400))
    {
        StreamFor = TimeSpan.FromSeconds(5),
        StreamSpeed = 60,
    };
}
