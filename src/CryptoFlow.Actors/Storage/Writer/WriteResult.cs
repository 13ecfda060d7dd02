using CryptoFlow.Storage.Candles;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Writer;

/// <summary>The result of one message.</summary>
/// <param name="Reply">The reply to the sender.</param>
/// <param name="Committed">The candles that changed or were deleted, or null.</param>
/// <param name="Stats">The state of the series after COMMIT; null if the message changed no candle.</param>
/// <param name="Step">The committed step of a paper trader; null for other messages, and for a step that only advanced the trader's progress.</param>
/// <param name="Rows">Candles inserted, updated and deleted.</param>
/// <param name="Wrote">Whether the message changed the file.</param>
/// <param name="Checkpoint">The result of a checkpoint, or null.</param>
public sealed record WriteResult(
    IWriteReply Reply,
    CandlesCommitted? Committed = null,
    SeriesStats? Stats = null,
    TraderStepCommitted? Step = null,
    int Rows = 0,
    bool Wrote = false,
    CheckpointOutcome? Checkpoint = null)
{
    public static WriteResult Refused(IWriteMessage message, WriteRefusal reason, string detail) =>
        new(new WriteRefused(message.Id, reason, detail));
}
