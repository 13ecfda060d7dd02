using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.Engine;

/// <summary>
/// The busy handler of one connection. Waits for a lock and records the duration of the wait. SQLite's own <c>busy_timeout</c> waits in steps of up to 100 ms and
/// does not report the duration.
/// </summary>
/// <remarks>
/// SQLitePCLRaw does not bind <c>sqlite3_busy_handler</c>, so this class calls the function directly. The handler runs on the thread that
/// uses the connection, which is a thread of its own (writer, reader or monitor): so the wait blocks no other work.
/// Not safe for concurrent use, like the connection. Uses <see cref="Stopwatch"/> and no injected clock, because the thread really waits.
/// </remarks>
public sealed unsafe partial class LockWaitRecorder : IDisposable
{
    /// <summary>The waits between two tries, ms. The last value repeats, so a wait lasts at most about 10 ms longer than the lock.</summary>
    private static readonly int[] Steps = [1, 1, 2, 2, 5, 5, 10];

    private readonly CancellationToken _givingUp;
    private GCHandle _self;
    private long _began;
    private TimeSpan _waitedBefore;
    private TimeSpan _waited;
    private LockRefusal _refusal;

    private LockWaitRecorder(TimeSpan patience, CancellationToken givingUp)
    {
        Patience = patience;
        _givingUp = givingUp;
        _self = GCHandle.Alloc(this);
    }

    /// <summary>The busy timeout: how long to wait for a lock before SQLite returns SQLITE_BUSY.</summary>
    public TimeSpan Patience { get; set; }

    /// <summary>Installs the handler on a connection. Dispose of the handler after the connection was closed.</summary>
    /// <param name="connection">The open connection.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="givingUp">Ends a wait at once (shutdown).</param>
    public static LockWaitRecorder Install(sqlite3 connection, TimeSpan patience, CancellationToken givingUp)
    {
        var recorder = new LockWaitRecorder(patience, givingUp);
        var result = BusyHandler(connection.DangerousGetHandle(), &OnBusy, GCHandle.ToIntPtr(recorder._self));
        if (result == raw.SQLITE_OK)
            return recorder;

        recorder.Dispose();
        throw new SqliteStoreException(result, "installing the busy handler");
    }

    /// <summary>The waits since the last call.</summary>
    public LockWait Take()
    {
        var wait = new LockWait(_waited, _refusal);
        _waited = TimeSpan.Zero;
        _refusal = LockRefusal.None;
        return wait;
    }

    /// <summary>
    /// Records the result code of a call on the connection. BUSY_SNAPSHOT and LOCKED are counted here, because SQLite returns them without calling the busy handler.
    /// </summary>
    public void Observe(int extendedCode)
    {
        if (SqliteStoreException.LockRefusalOf(extendedCode) is var refusal and not LockRefusal.None)
            _refusal = refusal;
    }

    public void Dispose()
    {
        if (_self.IsAllocated)
            _self.Free();
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_busy_handler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int BusyHandler(nint connection, delegate* unmanaged[Cdecl]<nint, int, int> handler, nint context);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnBusy(nint context, int tries) =>
        GCHandle.FromIntPtr(context).Target is LockWaitRecorder recorder && recorder.WaitOnce(tries) ? 1 : 0;

    private bool WaitOnce(int tries)
    {
        if (tries == 0)
        {
            _began = Stopwatch.GetTimestamp();
            _waitedBefore = _waited;
        }

        var left = Patience - Elapsed();
        if (left <= TimeSpan.Zero || _givingUp.IsCancellationRequested)
            return false;

        var step = TimeSpan.FromMilliseconds(Steps[Math.Min(tries, Steps.Length - 1)]);
        _givingUp.WaitHandle.WaitOne(step < left ? step : left);
        Elapsed();
        return true;
    }

    /// <summary>How long the wait for this lock has lasted, including SQLite's tries between the pauses.</summary>
    private TimeSpan Elapsed()
    {
        var elapsed = Stopwatch.GetElapsedTime(_began);
        _waited = _waitedBefore + elapsed;
        return elapsed;
    }
}
