using System.Collections.Immutable;

namespace CryptoFlow.Exchanges;

/// <summary>The part of a contract's funding history that was not requested yet, and the position in the exchange's pages.</summary>
/// <param name="Range">Times of settlements, ms UTC, on whole minutes.</param>
/// <param name="PagesRead">Pages that were read before, for an exchange that numbers its pages.</param>
/// <param name="OldestRead">The oldest settlement of these pages, ms UTC; null before the first page.</param>
public sealed record FundingCursor(TimeRange Range, int PagesRead = 0, long? OldestRead = null);

/// <summary>The settlements of an answer.</summary>
/// <param name="Rates">Ascending, one per time, all inside of the requested range.</param>
/// <param name="Next">The cursor of the next request; null if the requested range has been answered to its end.</param>
/// <param name="ExchangeTime">The exchange's clock at the answer, ms UTC; 0 if the answer does not say.</param>
/// <param name="Rejected">Rows that cannot be settlements. They are counted and logged, never stored.</param>
public sealed record FundingPage(ImmutableArray<FundingRate> Rates, FundingCursor? Next, long ExchangeTime, ImmutableArray<RejectedRow> Rejected);
