namespace CryptoFlow.Benchmarks.Measuring;

/// <summary>How much is measured: more gives steadier medians, less is over sooner.</summary>
/// <param name="Rounds">How often the things that are compared are measured in turn.</param>
/// <param name="Slot">How long each of them is loaded in a round.</param>
/// <param name="Pages">Pages that are written or read in process in a round.</param>
/// <param name="HistoryDays">History of the default set.</param>
/// <param name="RowsStored">Sizes of file that growth is measured with, ascending.</param>
/// <param name="SeriesStored">Numbers of series that growth is measured with, ascending.</param>
/// <param name="Clients">Numbers of clients that growth is measured with, ascending.</param>
/// <param name="LoadFor">How long the memory is watched under load.</param>
/// <param name="FirstSeconds">How long the program is loaded after a start.</param>
/// <param name="IdleFor">How long nobody asks: once before it counts, and once while it does.</param>
internal sealed record Effort(
    int Rounds, TimeSpan Slot, int Pages, int HistoryDays, long[] RowsStored, int[] SeriesStored, int[] Clients, TimeSpan LoadFor, TimeSpan FirstSeconds, TimeSpan IdleFor)
{
    public static Effort Full { get; } = new(
        5, TimeSpan.FromSeconds(5), 200, 730, [10_000, 100_000, 1_000_000, 5_000_000], [10, 1_000], [1, 16, 256], TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(2));

    public static Effort Quick { get; } = new(
        2, TimeSpan.FromSeconds(2), 100, 180, [10_000, 100_000, 1_000_000], [10, 100], [1, 16, 256], TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));

    /// <summary>Says nothing about speed: for the test that holds the tool itself.</summary>
    public static Effort Tiny { get; } = new(
        1, TimeSpan.FromMilliseconds(200), 4, 20, [10_000, 20_000], [2, 10], [1, 4], TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400));
}
