[assembly: CollectionBehavior(MaxParallelThreads = CryptoFlow.Processes.Support.TestLane.Number)]

namespace CryptoFlow.Processes.Support;

/// <summary>
/// The tests of a lane run one after the other. The lanes run side by side: most of the time a test waits for another process, so one lane alone leaves
/// the second processor idle. Each lane that needs exchanges has its own. xunit runs as many lanes at once as there are processors, unless the assembly says otherwise.
/// </summary>
public static class TestLane
{
    /// <summary>Number of lanes. All run side by side.</summary>
    public const int Number = 6;

    /// <summary>Tests that cause a real fault.</summary>
    public const string Faults = "faults";

    /// <summary>Tests that take the place of the database or its lock, or stop the exchanges. They are half of the faults: one lane for all faults would take the longest.</summary>
    public const string Places = "places";

    /// <summary>Short runs of the torture tool. They start their own exchanges.</summary>
    public const string Torture = "torture";

    /// <summary>The other half of these runs, which load the program with reads and writes.</summary>
    public const string TortureLoad = "torture-load";

    /// <summary>Tests of commands that work on a file, and of the end of the program by a signal.</summary>
    public const string Commands = "commands";

    /// <summary>All other tests: documents, benchmarks, proxies, clusters.</summary>
    public const string Programs = "programs";
}

[CollectionDefinition(TestLane.Faults)]
public sealed class FaultsLane : ICollectionFixture<PatientExchanges>;

[CollectionDefinition(TestLane.Places)]
public sealed class PlacesLane : ICollectionFixture<PatientExchanges>;

[CollectionDefinition(TestLane.Torture)]
public sealed class TortureLane;

[CollectionDefinition(TestLane.TortureLoad)]
public sealed class TortureLoadLane;

[CollectionDefinition(TestLane.Commands)]
public sealed class CommandsLane : ICollectionFixture<PatientExchanges>;

[CollectionDefinition(TestLane.Programs)]
public sealed class ProgramsLane : ICollectionFixture<PatientExchanges>;
