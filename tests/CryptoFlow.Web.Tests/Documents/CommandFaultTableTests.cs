using System.Reflection;

namespace CryptoFlow.Web.Tests.Documents;

/// <summary>The table "Faults of commands" in docs/operations.md and the tests are about the same faults.</summary>
public sealed class CommandFaultTableTests
{
    [Fact]
    public void Every_row_has_a_test_and_every_fault_that_is_tested_has_a_row() => Assert.Equal(
        CommandFaults.Rows.Keys.Order(),
        typeof(CommandFaultTableTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes<CommandFaultAttribute>())
            .Select(fault => fault.Key)
            .Distinct()
            .Order());
}
