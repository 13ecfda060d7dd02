namespace CryptoFlow.Processes.Faults.Support;

/// <summary>
/// Another program on the file, in a process of its own, as a user's script is. This assembly is that program when it is run by itself: it
/// takes what it is told to take, says so, and holds it until it is killed.
/// </summary>
internal static class ForeignProgram
{
    private const string Taken = "taken";

    /// <summary>Holds the write lock, a transaction that writes.</summary>
    public static Task<ChildProcess> HoldLockAsync(string database) => StartAsync("lock", database);

    /// <summary>Holds a snapshot, a transaction that reads.</summary>
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
            await child.LineAsync(line => line == Taken, TimeSpan.FromSeconds(30), $"the foreign program has its {what}");
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }
}
