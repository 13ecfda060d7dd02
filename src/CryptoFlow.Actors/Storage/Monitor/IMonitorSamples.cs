using static CryptoFlow.Storage.Monitor.StorageMonitorProtocol;

namespace CryptoFlow.Storage.Monitor;

/// <summary>Receives each sample from the storage monitor, because a distribution cannot be computed from totals.</summary>
public interface IMonitorSamples
{
    /// <summary>Ignores all samples.</summary>
    static readonly IMonitorSamples None = new Nothing();

    void Add(WriteObserved write);

    void Add(ReadObserved read);

    void Add(CheckpointObserved checkpoint);

    /// <summary>Adds a lock wait of the monitor's own connection.</summary>
    void AddMonitorWait(LockWait wait);

    private sealed class Nothing : IMonitorSamples
    {
        public void Add(WriteObserved write)
        {
        }

        public void Add(ReadObserved read)
        {
        }

        public void Add(CheckpointObserved checkpoint)
        {
        }

        public void AddMonitorWait(LockWait wait)
        {
        }
    }
}
