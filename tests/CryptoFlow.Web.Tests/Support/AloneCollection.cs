namespace CryptoFlow.Web.Tests.Support;

/// <summary>
/// Tests of metrics. They run while this process has no other server: OpenTelemetry receives the meters of all servers, merges those with the same name, and
/// forgets the merged meter as soon as one server is disposed.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone in the process";
}
