namespace CryptoFlow.Benchmarks.Reporting;

/// <summary>One line of the result.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Figure">The median.</param>
internal sealed record Row(string What, Quantity Figure)
{
    /// <summary>What it is held against, measured in turn with it; none where the budget is an absolute one.</summary>
    public Quantity? Reference { get; init; }

    /// <summary>What that is, in words.</summary>
    public string? ReferenceIs { get; init; }

    /// <summary>The median of the rounds' figure by reference.</summary>
    public double? Ratio { get; init; }

    /// <summary>What is promised; none where the figure is only shown.</summary>
    public string? Budget { get; init; }

    /// <summary>Whether the promise holds; null where there is none.</summary>
    public bool? Met { get; init; }

    /// <summary>Figures beside it that explain it.</summary>
    public string? Note { get; init; }

    /// <summary>One line on what this figure does not show.</summary>
    public required string CannotSee { get; init; }
}

/// <summary>A table that is shown as it is, such as cost against size.</summary>
internal sealed record Table(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Lines);

/// <summary>What one part of the tool measured.</summary>
internal sealed record RowGroup(IReadOnlyList<Row> Rows, params IReadOnlyList<Table> Tables);
