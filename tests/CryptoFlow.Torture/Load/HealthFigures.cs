using System.Text.Json;

namespace CryptoFlow.Torture.Load;

/// <summary>Reads the figures that the tool needs from <c>/api/health</c>.</summary>
internal static class HealthFigures
{
    private static readonly string[] Roles = ["writer", "reader", "monitor"];

    public static string Status(this JsonElement health) => health.GetProperty("status").GetString()!;

    public static IEnumerable<string> Reasons(this JsonElement health) => health.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()!);

    public static long LockWaitCount(this JsonElement health) => health.GetProperty("lockWaitCount").GetInt64();

    /// <summary>The waits of one role for locks: their number, how many timed out, and their sum (ms).</summary>
    public static (long Count, long Timeouts, double TotalMs) LockWaits(this JsonElement health, string role)
    {
        var waits = health.GetProperty("lockWaits").GetProperty(role);
        var count = waits.GetProperty("count").GetInt64();
        return (count, waits.GetProperty("timeouts").GetInt64(), count * waits.GetProperty("meanMs").GetDouble());
    }

    public static long Timeouts(this JsonElement health) => Roles.Sum(role => health.LockWaits(role).Timeouts);

    /// <summary>Number of queries with this outcome.</summary>
    public static long Reads(this JsonElement health, string outcome) => health.GetProperty("readers").GetProperty(outcome).GetInt64();

    /// <summary>Number of all finished queries that were sent to the readers.</summary>
    public static long AllReads(this JsonElement health) => ((string[])["answered", "expired", "interrupted", "refused", "failed"]).Sum(outcome => health.Reads(outcome));

    public static long RowsWritten(this JsonElement health) => health.GetProperty("writer").GetProperty("rowsWritten").GetInt64();

    public static long Rejected(this JsonElement health) => health.GetProperty("writer").GetProperty("rejected").GetInt64();

    /// <summary>The contradictions between counters, in words. Empty if there are none.</summary>
    public static IEnumerable<string> Contradictions(this JsonElement health)
    {
        var byRole = Roles.Sum(role => health.LockWaits(role).Count);
        if (health.LockWaitCount() != byRole)
            yield return $"lockWaitCount is {health.LockWaitCount()}, the roles' sum {byRole}";
        foreach (var role in Roles.Where(role => health.LockWaits(role).Timeouts > health.LockWaits(role).Count))
            yield return $"{role}: more timeouts than waits";
        if (health.Reads("failed") > 0)
            yield return $"{health.Reads("failed")} queries failed";
        var rows = health.EnumerateObject().Where(m => m.Name.StartsWith("candles_", StringComparison.Ordinal)).Sum(m => m.Value.GetInt64());
        var bySeries = health.GetProperty("series").EnumerateArray().Sum(s => s.GetProperty("rows").GetInt64());
        if (rows != bySeries)
            yield return $"{rows} rows by interval, {bySeries} by series";
    }
}
