using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CryptoFlow.Benchmarks.Load;

/// <summary>Waits for a moment to some tens of microseconds; .NET's own waits know milliseconds only.</summary>
internal static partial class Moment
{
    /// <param name="timestamp">The moment, a <see cref="Stopwatch"/> timestamp.</param>
    /// <returns>Whether there was anything to wait for.</returns>
    public static bool WaitUntil(long timestamp)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
        if (left <= TimeSpan.Zero)
            return false;
        var time = new TimeSpec((nint)(left.Ticks / TimeSpan.TicksPerSecond), (nint)(left.Ticks % TimeSpan.TicksPerSecond * 100));

        // A signal may end it early.
        while (Sleep(in time, out var rest) != 0)
            time = rest;
        return true;
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sleep(in TimeSpec time, out TimeSpec rest);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
