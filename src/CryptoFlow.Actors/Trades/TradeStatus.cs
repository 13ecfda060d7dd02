namespace CryptoFlow.Trades;

/// <summary>The names of a trade's states in the file and in answers.</summary>
public static class TradeStatus
{
    /// <summary>Open. The price has not touched the first target yet.</summary>
    public const string Active = "ACTIVE";

    /// <summary>Open. A part of the position was closed at the first target.</summary>
    public const string Tp1 = "TP1";

    public const string Closed = "CLOSED";

    public static string Of(Position open) => open.Tp1Time is null ? Active : Tp1;
}
