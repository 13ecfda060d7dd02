using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.Dependencies;

/// <summary>Each test stands beside what it tests (tests/DESIGN.md, Places and names).</summary>
public sealed class TestPlacesTests
{
    [Theory]
    [InlineData("CryptoFlow.Actors", "CryptoFlow.Actors.Tests", "CryptoFlow")]
    [InlineData("CryptoFlow.Web", "CryptoFlow.Web.Tests", "CryptoFlow.Web.Tests")]
    [InlineData("CryptoFlow.Simulator", "CryptoFlow.Simulator.Tests", "CryptoFlow.Simulator.Tests")]
    [InlineData(null, "CryptoFlow.Process.Tests", "CryptoFlow.Processes")]
    public void Each_test_stands_beside_what_it_tests(string? sources, string tests, string ofNamespace)
    {
        var places = new TestPlaces(ofNamespace, sources is null ? [] : [.. Files($"src/{sources}")], "EndToEnd", "Documents", "Dependencies", "Support");
        var files = Files($"tests/{tests}").ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => places.Faults(file, Repository.Read($"tests/{tests}/{file}"))));
    }

    [Theory]
    [InlineData("Storage/Writer/QueueSpecs.cs", "namespace N.Storage.Writer;\n[Fact]\nclass QueueSpecs", "Storage/Writer/QueueSpecs.cs has tests, so file and class have one name, which ends in Tests.")]
    [InlineData("Storage/Writer/QueueTests.cs", "namespace N.Storage.Writer;\n[SkippableTheory]\nclass OtherTests", "Storage/Writer/QueueTests.cs has tests, so file and class have one name, which ends in Tests.")]
    [InlineData("Storage/Writer/QueueTests.cs", "namespace N.Storage;\n[Fact]\nclass QueueTests", "Storage/Writer/QueueTests.cs has the namespace N.Storage; its folder asks for N.Storage.Writer.")]
    [InlineData("Storage/Guard/Helper.cs", "namespace N.Storage.Guard;", "Storage/Guard/Helper.cs stands in a folder that the sources do not have.")]
    [InlineData("Storage/QueueTests.cs", "namespace N.Storage;\n[Fact]\nclass QueueTests", "Storage/QueueTests.cs does not stand beside what it tests, which is in Storage/Writer.")]
    [InlineData("Storage/Writer/QueueTests.cs", "namespace N.Storage.Writer;\n[Fact]\nclass QueueTests", null)]
    [InlineData("EndToEnd/RunTests.cs", "namespace N.EndToEnd;\n[Fact]\nclass RunTests", null)]
    [InlineData("GlobalUsings.cs", "global using N;", null)]
    public void A_test_in_another_place_is_found(string path, string text, string? fault) =>
        Assert.Equal(fault is null ? [] : [fault], new TestPlaces("N", ["Storage/Writer/Queue.cs"], "EndToEnd").Faults(path, text));

    /// <summary>The C# files of a project, as paths below the project's folder. Build output is left out.</summary>
    private static IEnumerable<string> Files(string project)
    {
        var folder = Path.Combine(Repository.Root!, project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal) && !file.EndsWith("/PlantedCycle.cs", StringComparison.Ordinal));
    }
}
