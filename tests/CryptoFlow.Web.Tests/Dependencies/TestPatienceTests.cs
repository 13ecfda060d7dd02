using System.Text.RegularExpressions;
using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.Dependencies;

/// <summary>A test waits with the patience that all tests share (tests/DESIGN.md, Independent of load).</summary>
public sealed partial class TestPatienceTests
{
    [Fact]
    public void Each_class_on_TestKit_has_the_patience_of_all_tests()
    {
        var texts = Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules") && !file.EndsWith("/TestPatienceTests.cs", StringComparison.Ordinal))
            .Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file)))
            .Where(file => OnTestKit().IsMatch(file.Text))
            .ToList();

        Assert.NotEmpty(texts);
        Assert.Empty(texts.Where(file => !IsPatient(file.Text)).Select(file => file.Name));
    }

    [Theory]
    [InlineData("class ATests : TestKit\n{\n    public ATests()\n    {\n    }\n}\n", false)]
    [InlineData("class ATests() : TestKit(\"akka.loglevel = OFF\")\n{\n}\n", false)]
    [InlineData("class ATests() : TestKit(ActorTestSettings.Patient), IAsyncLifetime\n{\n}\n", true)]
    [InlineData("class ATests : TestKit\n{\n    public ATests()\n        : base(ActorTestSettings.Patient)\n    {\n    }\n}\n", true)]
    public void A_class_with_other_settings_is_found(string text, bool isPatient)
    {
        Assert.Matches(OnTestKit(), text);
        Assert.Equal(isPatient, IsPatient(text));
    }

    private static bool IsPatient(string text) => text.Contains("ActorTestSettings.Patient", StringComparison.Ordinal);

    [GeneratedRegex(@"class \w+(\(\))? : TestKit\b")]
    private static partial Regex OnTestKit();
}
