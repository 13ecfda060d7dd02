using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Storage.Monitor;

/// <content>The status of retention. Each observation contains it, so every node of a cluster knows it.</content>
public sealed partial class StorageMonitorActor
{
    /// <summary>A failure changes the status of the health, so the monitor sends an observation before the next tick.</summary>
    private void OnRetention(RetentionReported retention)
    {
        var before = _book.Retention;
        _book.Add(retention);
        if (before?.Failure != _book.Retention?.Failure || before is null != _book.Retention is null)
            TellSoon();
    }
}
