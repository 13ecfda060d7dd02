namespace CryptoFlow.Processes.Faults.Support;

/// <summary>The test causes this fault: a row of the table in <c>docs/operations.md</c>, by its key.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class FaultAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}
