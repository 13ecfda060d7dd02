using System.Reflection;
using CryptoFlow.Processes.Faults.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>The table in <c>docs/operations.md</c> and the tests name the same faults.</summary>
public sealed class FaultTableTests
{
    private static readonly IReadOnlyList<string> Tested =
    [
        .. typeof(FaultTableTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .SelectMany(method => method.GetCustomAttributes<FaultAttribute>())
            .Select(fault => fault.Key)
            .Distinct(),
    ];

    [Fact]
    public void Every_row_has_a_test_and_every_fault_that_is_tested_has_a_row() =>
        Assert.Equal(FaultTable.Rows.Select(row => row.Key).Order(), Tested.Order());

    [Fact]
    public void A_row_differs_from_another_status_and_from_another_sentence()
    {
        var row = new FaultRow("a", "degraded", ["Waits for … s.", "also: Queries failed."]);
        Assert.Null(row.Difference("degraded", ["Waits for 12 s."]));
        Assert.Null(row.Difference("degraded", ["Queries failed.", "Waits for 12 s."]));
        Assert.NotNull(row.Difference("ok", ["Waits for 12 s."]));
        Assert.NotNull(row.Difference("degraded", []));
        Assert.NotNull(row.Difference("degraded", ["Waits for  s."]));
        Assert.NotNull(row.Difference("degraded", ["Waits for 12 s.", "Something else."]));
    }
}
