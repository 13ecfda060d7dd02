using Xunit;

namespace CryptoFlow.Testing;

/// <summary>
/// The test data beside the repository, at <c>../shared/data</c> from its root. The data is not part of the project. A test that needs
/// the data is skipped, with the reason, if the data is missing.
/// </summary>
public static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>The absolute path of a file or folder of the data. Skips the test if it is missing.</summary>
    /// <param name="relative">Path below the data's root, with forward slashes.</param>
    public static string Require(string relative)
    {
        var path = Root is null ? null : Path.Combine(Root, relative);
        Skip.If(path is null || !(File.Exists(path) || Directory.Exists(path)), $"The test data ../shared/data/{relative} is not there.");
        return path!;
    }

    /// <summary>The bytes of a file. Skips the test if the file is missing.</summary>
    public static byte[] Read(string relative) => File.ReadAllBytes(Require(relative));

    private static string? Find()
    {
        var data = Path.GetDirectoryName(Repository.Root) is { } parent ? Path.Combine(parent, "shared", "data") : null;
        return Directory.Exists(data) ? data : null;
    }
}
