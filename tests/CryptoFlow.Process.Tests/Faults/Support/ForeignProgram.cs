namespace CryptoFlow.Processes.Faults.Support;

/// <summary>
/// Another program that uses the file in its own process, like a user's script. This assembly is that program if it is started as a process: it
/// takes the lock or the snapshot, prints a line, and holds what it took until it is killed.
/// </summary>
internal static class ForeignProgram
{
    private const string Taken = "taken";

    /// <summary>Holds the write lock by an open write transaction.</summary>
    public static Task<ChildProcess> HoldLockAsync(string database) => StartAsync("lock", database);

    /// <summary>Holds a snapshot by an open read transaction.</summary>
    public static Task<ChildProcess> HoldSnapshotAsync(string database) => StartAsync("snapshot", database);

    public static int Main(string[] args)
    {
        using var file = new ForeignConnection(args[1]);
        file.Execute(args[0] == "lock" ? "BEGIN IMMEDIATE" : "BEGIN");
        if (args[0] == "snapshot")
            file.Scalar<long>("SELECT count(*) FROM series");
        Console.WriteLine(Taken);
        using var never = new ManualResetEventSlim();
        never.Wait();
        return 0;
    }

    private static async Task<ChildProcess> StartAsync(string what, string database)
    {
        var child = ChildProcess.StartOwn(typeof(ForeignProgram).Assembly.GetName().Name!, [what, database]);
        try
        {
            await child.LineAsync(line => line == Taken, HangGuard.Limit, $"the foreign program has its {what}");
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }
}
