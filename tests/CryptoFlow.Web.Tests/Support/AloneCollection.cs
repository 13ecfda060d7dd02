namespace CryptoFlow.Web.Tests.Support;

/// <summary>
/// Tests of metrics, run while no other server stands in this process: OpenTelemetry hears the meters of all of them, takes those of one name as one, and
/// forgets it when the first of them is disposed of.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone in the process";
}
