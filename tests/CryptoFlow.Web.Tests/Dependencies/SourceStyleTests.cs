using CryptoFlow.Testing;

namespace CryptoFlow.Web.Tests.Dependencies;

/// <summary>Rules of style for every C# file of the repository.</summary>
public sealed class SourceStyleTests
{
    [Fact]
    public void Each_file_has_a_namespace_without_braces_and_its_using_directives_above()
    {
        var files = new[] { "src", "tests" }.SelectMany(CSharpFiles).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => SourceStyle.Faults(file, Repository.Read(file))));
    }

    [Theory]
    [InlineData("namespace N\n{\n    class C;\n}\n", "C.cs has a namespace with braces. Write 'namespace N;' for the whole file.")]
    [InlineData("namespace N {\n    class C;\n}\n", "C.cs has a namespace with braces. Write 'namespace N;' for the whole file.")]
    [InlineData("namespace N;\n\nusing System.Text;\n\nclass C;\n", "C.cs has a using directive below its namespace.")]
    [InlineData("namespace N;\n\nusing Json = System.Text.Json.JsonElement;\n\nclass C;\n", "C.cs has a using directive below its namespace.")]
    [InlineData("using System.Text;\n\nnamespace N;\n\nclass C\n{\n    void M()\n    {\n        using var reader = Open();\n    }\n}\n", null)]
    public void A_file_in_another_style_is_found(string text, string? fault) => Assert.Equal(fault is null ? [] : [fault], SourceStyle.Faults("C.cs", text));

    private static IEnumerable<string> CSharpFiles(string folder) =>
        Directory.EnumerateFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root!, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules"));
}
