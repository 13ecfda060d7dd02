namespace CryptoFlow.Processes.Support;

/// <summary>
/// The tests of a lane run one after the other. The lanes run side by side: most of the time a test waits for another process, so one lane alone leaves
/// the second processor idle. Each lane that needs exchanges has its own.
/// </summary>
public static class TestLane
{
    /// <summary>Tests that cause a real fault.</summary>
    public const string Faults = "faults";

    /// <summary>Short runs of the torture tool. They start their own exchanges.</summary>
    public const string Torture = "torture";

    /// <summary>All other tests: commands, documents, benchmarks.</summary>
    public const string Programs = "programs";
}

[CollectionDefinition(TestLane.Faults)]
public sealed class FaultsLane : ICollectionFixture<PatientExchanges>;

[CollectionDefinition(TestLane.Torture)]
public sealed class TortureLane;

[CollectionDefinition(TestLane.Programs)]
public sealed class ProgramsLane : ICollectionFixture<PatientExchanges>;
