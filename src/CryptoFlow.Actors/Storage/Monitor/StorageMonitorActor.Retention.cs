using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Storage.Monitor;

/// <content>The status of retention, which travels with each observation to every node of a cluster.</content>
public sealed partial class StorageMonitorActor
{
    /// <summary>A failure changes the verdict, so it is told before the next tick.</summary>
    private void OnRetention(RetentionReported retention)
    {
        var before = _book.Retention;
        _book.Add(retention);
        if (before?.Failure != _book.Retention?.Failure || before is null != _book.Retention is null)
            TellSoon();
    }
}
