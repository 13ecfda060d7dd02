using CryptoFlow.Trades;

namespace CryptoFlow.Web.PaperRecords;

/// <summary>A signal; <c>time</c> is the open time of its candle. Targets and channel are null if the strategy uses none.</summary>
internal sealed record PaperSignal(
    long Id,
    long Time,
    string Direction,
    string Setup,
    double Entry,
    double Stop,
    double? Tp1,
    double? Tp2,
    double? ChannelSupport,
    double? ChannelResistance,
    int? SupportTouches,
    int? ResistanceTouches)
{
    public static PaperSignal Of(StoredSignal stored) => Of(stored.Id, stored.Signal);

    public static PaperSignal Of(long id, Signal s) => new(
        id,
        s.Time,
        s.Direction.ToWireName(),
        s.Setup,
        s.Entry,
        s.Stop,
        s.Tp1,
        s.Tp2,
        s.Channel?.Support,
        s.Channel?.Resistance,
        s.Channel?.SupportTouches,
        s.Channel?.ResistanceTouches);
}
