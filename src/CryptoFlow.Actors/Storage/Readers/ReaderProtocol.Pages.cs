using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Storage.Readers;

/// <summary>The query of a node that keeps pages and has no writer in its process.</summary>
public static partial class ReaderProtocol
{
    /// <summary>The answer to <see cref="ReadPage"/>: <see cref="CandlesRead"/> or <see cref="PageUnchanged"/>.</summary>
    public interface IPageReply : IReadReply;

    /// <summary>
    /// Reads the newest page of a series, unless the asker's page is still the newest: then the answer is only <see cref="PageUnchanged"/>. The answer comes from
    /// one snapshot that was taken after the request, so it contains every commit that was acknowledged before the request.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Limit">1 to 5000; the limit of the asker's page.</param>
    /// <param name="Held">The version of the asker's page; null if it has none.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadPage(SeriesKey Series, int Limit, PageVersion? Held, TimeSpan Remaining) : IReadMessage<IPageReply>
    {
        public string Kind => "page";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => $"candles of {Series}";
    }

    /// <summary>No commit has changed the series since the page was read.</summary>
    /// <param name="Series">The series.</param>
    /// <param name="Version">The version of the asker's page.</param>
    public sealed record PageUnchanged(SeriesKey Series, PageVersion Version) : IPageReply;
}
