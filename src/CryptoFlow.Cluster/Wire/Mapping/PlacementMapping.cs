using CryptoFlow.Trading.Live;
using Google.Protobuf;
using static CryptoFlow.Collectors.ExchangeCollectorProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The messages of placement.proto between a manager and a collector. <see cref="TraderMapping"/> has the reports of traders.</summary>
internal static class PlacementMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<StartRun, Proto.StartRun>("p.StartRun", ToWire, FromWire),
        WireEntry.Of<CancelRun, Proto.CancelRun>("p.CancelRun", ToWire, FromWire),
        WireEntry.Of<PauseRequests, Proto.PauseRequests>("p.PauseRequests", ToWire, FromWire),
        WireEntry.Of<ResumeRequests, Proto.ResumeRequests>("p.ResumeRequests", ToWire, FromWire),
        WireEntry.Of<RunStarted, Proto.RunStarted>("p.RunStarted", ToWire, FromWire),
        WireEntry.Of<RunCancelled, Proto.RunCancelled>("p.RunCancelled", ToWire, FromWire),
        WireEntry.Of<RunRefused, Proto.RunRefused>("p.RunRefused", ToWire, FromWire),
        WireEntry.Of<RequestsPaused, Proto.RequestsPaused>("p.RequestsPaused", ToWire, FromWire),
        WireEntry.Of<RequestsResumed, Proto.RequestsResumed>("p.RequestsResumed", ToWire, FromWire),
        WireEntry.Of<TraderReported, Proto.TraderReported>("p.TraderReported", TraderMapping.ToWire, TraderMapping.FromWire),
    ];

    private static Proto.StartRun ToWire(StartRun m) => new()
    {
        Request = m.Request.Value.ToWire(),
        Exchange = m.Exchange.ToWire(),
        Run = m.Run.ToWire(),
        Scope = m.Scope.ToWire(),
        RemainingTicks = m.Remaining.Ticks,
    };

    private static StartRun FromWire(Proto.StartRun wire) => new(
        IdOf(wire.Request), wire.Exchange.FromWire(), wire.Run.ToRunId(), wire.Scope.Needed().FromWire(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.CancelRun ToWire(CancelRun m) =>
        new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire(), Run = m.Run.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static CancelRun FromWire(Proto.CancelRun wire) =>
        new(IdOf(wire.Request), wire.Exchange.FromWire(), wire.Run.ToRunId(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.PauseRequests ToWire(PauseRequests m) =>
        new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static PauseRequests FromWire(Proto.PauseRequests wire) => new(IdOf(wire.Request), wire.Exchange.FromWire(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.ResumeRequests ToWire(ResumeRequests m) =>
        new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire(), RemainingTicks = m.Remaining.Ticks };

    private static ResumeRequests FromWire(Proto.ResumeRequests wire) => new(IdOf(wire.Request), wire.Exchange.FromWire(), TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.RunStarted ToWire(RunStarted m) => new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire() };

    private static RunStarted FromWire(Proto.RunStarted wire) => new(IdOf(wire.Request), wire.Exchange.FromWire());

    private static Proto.RunCancelled ToWire(RunCancelled m) => new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire() };

    private static RunCancelled FromWire(Proto.RunCancelled wire) => new(IdOf(wire.Request), wire.Exchange.FromWire());

    private static Proto.RunRefused ToWire(RunRefused m) => new()
    {
        Request = m.Request.Value.ToWire(),
        Exchange = m.Exchange.ToWire(),
        Reason = WireEnums.BackfillRefusals.ToWire(m.Reason),
        Detail = m.Detail,
    };

    private static RunRefused FromWire(Proto.RunRefused wire) =>
        new(IdOf(wire.Request), wire.Exchange.FromWire(), WireEnums.BackfillRefusals.FromWire(wire.Reason), wire.Detail);

    private static Proto.RequestsPaused ToWire(RequestsPaused m) =>
        new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire(), Since = m.Since };

    private static RequestsPaused FromWire(Proto.RequestsPaused wire) => new(IdOf(wire.Request), wire.Exchange.FromWire(), wire.Since);

    private static Proto.RequestsResumed ToWire(RequestsResumed m) => new() { Request = m.Request.Value.ToWire(), Exchange = m.Exchange.ToWire() };

    private static RequestsResumed FromWire(Proto.RequestsResumed wire) => new(IdOf(wire.Request), wire.Exchange.FromWire());

    private static RequestId IdOf(ByteString bytes) => new(bytes.ToGuid());
}
