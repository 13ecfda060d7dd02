using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Storage.Readers;

/// <summary>The query of a node that keeps pages and has no writer in its process.</summary>
public static partial class ReaderProtocol
{
    /// <summary>The answer to <see cref="ReadPage"/>: <see cref="CandlesRead"/> or <see cref="PageUnchanged"/>.</summary>
    public interface IPageReply : IReadReply;

    /// <summary>
    /// The newest page of a series, or only the word that the page which the asker holds is still the newest. The answer comes from one snapshot that was taken
    /// after the request, so it never shows less than what was acknowledged before.
    /// </summary>
    /// <param name="Series">The series.</param>
    /// <param name="Limit">1 to 5000; the same as of the page that is held.</param>
    /// <param name="Held">The version of the page that the asker holds; null for none.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadPage(SeriesKey Series, int Limit, PageVersion? Held, TimeSpan Remaining) : IReadMessage<IPageReply>
    {
        public string Kind => "page";

        public override string ToString() => $"candles of {Series}";
    }

    /// <summary>No commit has changed the series since the page was read.</summary>
    /// <param name="Series">The series.</param>
    /// <param name="Version">The version that the asker holds.</param>
    public sealed record PageUnchanged(SeriesKey Series, PageVersion Version) : IPageReply;
}
