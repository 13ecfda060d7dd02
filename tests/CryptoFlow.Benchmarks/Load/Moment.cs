using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CryptoFlow.Benchmarks.Load;

/// <summary>Waits until a moment with an error of some tens of microseconds. The waits of .NET have an error of milliseconds.</summary>
internal static partial class Moment
{
    /// <param name="timestamp">The moment to wait for, a <see cref="Stopwatch"/> timestamp.</param>
    /// <returns>False if the moment was already over.</returns>
    public static bool WaitUntil(long timestamp)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
        if (left <= TimeSpan.Zero)
            return false;
        var time = new TimeSpec((nint)(left.Ticks / TimeSpan.TicksPerSecond), (nint)(left.Ticks % TimeSpan.TicksPerSecond * 100));

        // A signal may end the sleep early.
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
