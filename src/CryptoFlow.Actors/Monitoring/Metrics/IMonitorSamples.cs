using CryptoFlow.Storage.Sqlite;
using static CryptoFlow.Monitoring.MonitorProtocol;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>Takes each sample where the monitor gets it: distributions cannot be made of totals.</summary>
public interface IMonitorSamples
{
    /// <summary>Takes nothing.</summary>
    static readonly IMonitorSamples None = new Nothing();

    void Add(WriteObserved write);

    void Add(ReadObserved read);

    void Add(CheckpointObserved checkpoint);

    /// <summary>A wait of the monitor's own connection.</summary>
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
