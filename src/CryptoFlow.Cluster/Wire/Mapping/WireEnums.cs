using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Streams;
using CryptoFlow.Market;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Trades;
using CryptoFlow.Trading.Live;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>All enumerations that cross a process.</summary>
internal static class WireEnums
{
    public static readonly EnumMap<Exchange, Proto.Exchange> Exchanges = new(
        (Exchange.Binance, Proto.Exchange.Binance),
        (Exchange.Bybit, Proto.Exchange.Bybit),
        (Exchange.Bitget, Proto.Exchange.Bitget));

    public static readonly EnumMap<GapVerdict, Proto.GapVerdict> Verdicts = new(
        (GapVerdict.Open, Proto.GapVerdict.Open),
        (GapVerdict.Repairing, Proto.GapVerdict.Repairing),
        (GapVerdict.ConfirmedMissing, Proto.GapVerdict.ConfirmedMissing),
        (GapVerdict.Filled, Proto.GapVerdict.Filled),
        (GapVerdict.Unreadable, Proto.GapVerdict.Unreadable));

    public static readonly EnumMap<TradeDirection, Proto.TradeDirection> Directions = new(
        (TradeDirection.Long, Proto.TradeDirection.Long),
        (TradeDirection.Short, Proto.TradeDirection.Short));

    public static readonly EnumMap<ExitReason, Proto.ExitReason> ExitReasons = new(
        (ExitReason.Stop, Proto.ExitReason.Stop),
        (ExitReason.Tp2, Proto.ExitReason.Tp2),
        (ExitReason.Timeout, Proto.ExitReason.Timeout),
        (ExitReason.Signal, Proto.ExitReason.Signal));

    public static readonly EnumMap<WriteLane, Proto.WriteLane> Lanes = new(
        (WriteLane.Control, Proto.WriteLane.Control),
        (WriteLane.Sync, Proto.WriteLane.Sync),
        (WriteLane.Trades, Proto.WriteLane.Trades),
        (WriteLane.Ledger, Proto.WriteLane.Ledger),
        (WriteLane.Backfill, Proto.WriteLane.Backfill));

    public static readonly EnumMap<ChangeSource, Proto.ChangeSource> ChangeSources = new(
        (ChangeSource.Sync, Proto.ChangeSource.Sync),
        (ChangeSource.Backfill, Proto.ChangeSource.Backfill),
        (ChangeSource.Sweep, Proto.ChangeSource.Sweep),
        (ChangeSource.Import, Proto.ChangeSource.Import),
        (ChangeSource.Repair, Proto.ChangeSource.Repair),
        (ChangeSource.Removal, Proto.ChangeSource.Removal),
        (ChangeSource.Retention, Proto.ChangeSource.Retention));

    public static readonly EnumMap<CheckpointMode, Proto.CheckpointMode> CheckpointModes = new(
        (CheckpointMode.Passive, Proto.CheckpointMode.Passive),
        (CheckpointMode.Truncate, Proto.CheckpointMode.Truncate));

    public static readonly EnumMap<TraderStepRefusal, Proto.TraderStepRefusal> StepRefusals = new(
        (TraderStepRefusal.OutOfOrder, Proto.TraderStepRefusal.OutOfOrder),
        (TraderStepRefusal.UnknownTrade, Proto.TraderStepRefusal.UnknownTrade));

    public static readonly EnumMap<WriteRefusal, Proto.WriteRefusal> WriteRefusals = new(
        (WriteRefusal.QueueFull, Proto.WriteRefusal.QueueFull),
        (WriteRefusal.Expired, Proto.WriteRefusal.Expired),
        (WriteRefusal.Busy, Proto.WriteRefusal.Busy),
        (WriteRefusal.StorageUnavailable, Proto.WriteRefusal.StorageUnavailable),
        (WriteRefusal.Invalid, Proto.WriteRefusal.Invalid),
        (WriteRefusal.Draining, Proto.WriteRefusal.Draining),
        (WriteRefusal.Failed, Proto.WriteRefusal.Failed),
        (WriteRefusal.NotAdded, Proto.WriteRefusal.NotAdded));

    public static readonly EnumMap<ReadRefusal, Proto.ReadRefusal> ReadRefusals = new(
        (ReadRefusal.QueueFull, Proto.ReadRefusal.QueueFull),
        (ReadRefusal.Expired, Proto.ReadRefusal.Expired),
        (ReadRefusal.NotReady, Proto.ReadRefusal.NotReady),
        (ReadRefusal.Failed, Proto.ReadRefusal.Failed));

    public static readonly EnumMap<CommitLoss, Proto.CommitLoss> CommitLosses = new(
        (CommitLoss.TooOld, Proto.CommitLoss.TooOld),
        (CommitLoss.OtherHistory, Proto.CommitLoss.OtherHistory));

    public static readonly EnumMap<BackfillRefusal, Proto.BackfillRefusal> BackfillRefusals = new(
        (BackfillRefusal.NothingInScope, Proto.BackfillRefusal.NothingInScope),
        (BackfillRefusal.NotTraded, Proto.BackfillRefusal.NotTraded),
        (BackfillRefusal.AlreadyRunning, Proto.BackfillRefusal.AlreadyRunning),
        (BackfillRefusal.NotRunning, Proto.BackfillRefusal.NotRunning),
        (BackfillRefusal.NotCollecting, Proto.BackfillRefusal.NotCollecting),
        (BackfillRefusal.NotAnswering, Proto.BackfillRefusal.NotAnswering),
        (BackfillRefusal.Paused, Proto.BackfillRefusal.Paused),
        (BackfillRefusal.NotListed, Proto.BackfillRefusal.NotListed));

    public static readonly EnumMap<BackfillPhase, Proto.BackfillPhase> BackfillPhases = new(
        (BackfillPhase.Planning, Proto.BackfillPhase.Planning),
        (BackfillPhase.Running, Proto.BackfillPhase.Running),
        (BackfillPhase.Completed, Proto.BackfillPhase.Completed),
        (BackfillPhase.Incomplete, Proto.BackfillPhase.Incomplete),
        (BackfillPhase.Cancelled, Proto.BackfillPhase.Cancelled));

    public static readonly EnumMap<TraderPhase, Proto.TraderPhase> TraderPhases = new(
        (TraderPhase.Starting, Proto.TraderPhase.Starting),
        (TraderPhase.AwaitingHistory, Proto.TraderPhase.AwaitingHistory),
        (TraderPhase.CatchingUp, Proto.TraderPhase.CatchingUp),
        (TraderPhase.Following, Proto.TraderPhase.Following),
        (TraderPhase.AwaitingCandles, Proto.TraderPhase.AwaitingCandles),
        (TraderPhase.Failing, Proto.TraderPhase.Failing));

    public static readonly EnumMap<CollectorPhase, Proto.CollectorPhase> CollectorPhases = new(
        (CollectorPhase.Starting, Proto.CollectorPhase.Starting),
        (CollectorPhase.Collecting, Proto.CollectorPhase.Collecting),
        (CollectorPhase.Waiting, Proto.CollectorPhase.Waiting),
        (CollectorPhase.Stopped, Proto.CollectorPhase.Stopped),
        (CollectorPhase.Paused, Proto.CollectorPhase.Paused));

    public static readonly EnumMap<StreamPhase, Proto.StreamPhase> StreamPhases = new(
        (StreamPhase.Off, Proto.StreamPhase.Off),
        (StreamPhase.Connecting, Proto.StreamPhase.Connecting),
        (StreamPhase.Live, Proto.StreamPhase.Live),
        (StreamPhase.Dead, Proto.StreamPhase.Dead));
}
