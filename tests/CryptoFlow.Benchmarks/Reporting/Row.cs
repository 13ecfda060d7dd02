namespace CryptoFlow.Benchmarks.Reporting;

/// <summary>One row of the result.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Figure">The median of the rounds.</param>
internal sealed record Row(string What, Quantity Figure)
{
    /// <summary>The value that the figure is compared with, measured in turn with the figure. Null if the budget is absolute.</summary>
    public Quantity? Reference { get; init; }

    /// <summary>What the reference is, in words.</summary>
    public string? ReferenceIs { get; init; }

    /// <summary>The median, over the rounds, of figure divided by reference.</summary>
    public double? Ratio { get; init; }

    /// <summary>The budget that the figure must meet. Null if the figure is only shown.</summary>
    public string? Budget { get; init; }

    /// <summary>True if the figure meets the budget. Null if there is no budget.</summary>
    public bool? Met { get; init; }

    /// <summary>More figures that explain this figure.</summary>
    public string? Note { get; init; }

    /// <summary>One line about what this figure does not show.</summary>
    public required string CannotSee { get; init; }
}

/// <summary>A table that the report prints without changes, such as cost against size.</summary>
internal sealed record Table(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Lines);

/// <summary>The results of one part of the tool.</summary>
internal sealed record RowGroup(IReadOnlyList<Row> Rows, params IReadOnlyList<Table> Tables);
