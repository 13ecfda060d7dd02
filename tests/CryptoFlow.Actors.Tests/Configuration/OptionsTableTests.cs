using CryptoFlow.Testing.Documents;

namespace CryptoFlow.Configuration;

/// <summary>The table of the options in the README.</summary>
public sealed class OptionsTableTests
{
    private static readonly GeneratedSection Section = new(
        "README.md", "options", $"`{GeneratedSection.WriteVariable}=1 dotnet test tests/CryptoFlow.Actors.Tests --filter {nameof(OptionsTableTests)}`");

    [Fact]
    public void The_readme_has_the_table_of_the_options_as_the_code_has_them()
    {
        var table = OptionsTable.Write();
        if (Environment.GetEnvironmentVariable(GeneratedSection.WriteVariable) == "1")
            Section.Write(table);

        Assert.Equal(table, Section.Read());
    }

    [Fact]
    public void Every_key_has_a_row_with_a_meaning()
    {
        var rows = OptionsTable.Write().Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];

        Assert.Equal(OptionTree.Keys.Length, rows.Length);
        Assert.All(rows, row => Assert.Matches(@"^\| `[^`]+` \| [^|]+ \| .*\| [^|]+\. \|$", row));
    }

    [Theory]
    [InlineData("| `Database:BusyTimeoutMs` | 5000 | 0 to 600000 | How long")]
    [InlineData("| `Database:Readers` | the number of processors, but at least 2 and at most 8 | 1 to 64 |")]
    [InlineData("| `Database:Synchronous` | NORMAL | NORMAL, FULL, EXTRA |")]
    [InlineData("| `Exchanges:<exchange>:HistoryDays` | 730; bitget: 90 | 1 to 3650 |")]
    [InlineData("| `PaperTrading:Money:FeeRate` | 0.0004 | 0 to 0.01 |")]
    [InlineData("| `Api:Key` | none |  |")]
    public void A_row_has_key_default_range_and_meaning(string row) => Assert.Contains(row, OptionsTable.Write(), StringComparison.Ordinal);
}
