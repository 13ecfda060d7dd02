using CryptoFlow.Trading;

namespace CryptoFlow.Storage.Trading;

/// <summary>The names of a trade's states in the file and in answers.</summary>
public static class TradeStatus
{
    /// <summary>Open; the first target was not touched yet.</summary>
    public const string Active = "ACTIVE";

    /// <summary>Open, a part of it closed at the first target.</summary>
    public const string Tp1 = "TP1";

    public const string Closed = "CLOSED";

    public static string Of(Position open) => open.Tp1Time is null ? Active : Tp1;
}
