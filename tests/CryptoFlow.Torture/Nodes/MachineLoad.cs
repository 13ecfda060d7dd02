namespace CryptoFlow.Torture.Nodes;

/// <summary>How busy the machine is. Times mean little without it.</summary>
internal static class MachineLoad
{
    /// <summary>The load average of the last minute, in words.</summary>
    public static string Now => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
