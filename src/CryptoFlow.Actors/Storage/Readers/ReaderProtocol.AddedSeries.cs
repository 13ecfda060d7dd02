using System.Collections.Immutable;

namespace CryptoFlow.Storage.Readers;

/// <summary>The series that users add at run time.</summary>
public static partial class ReaderProtocol
{
    /// <summary>The added series, in the order of their symbols and intervals. Answered with <see cref="AddedSeriesRead"/>.</summary>
    /// <param name="Exchange">Only the series of this exchange, or null.</param>
    /// <param name="Remaining">See <see cref="IReadMessage"/>.</param>
    public sealed record ReadAddedSeries(Exchange? Exchange, TimeSpan Remaining) : IReadMessage<AddedSeriesRead>
    {
        public string Kind => "added_series";

        public IReadMessage WithRemaining(TimeSpan remaining) => this with { Remaining = remaining };

        public override string ToString() => "the added series";
    }

    public sealed record AddedSeriesRead(ImmutableArray<AddedSeries> Series) : IReadReply;
}
