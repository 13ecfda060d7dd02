namespace CryptoFlow.Testing;

/// <summary>The files of the repository, for tests that compare documents and examples with the program.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution. Null if the tests run outside of the repository.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The text of a file by its path below the root, with forward slashes.</summary>
    public static string Read(string relative) => System.IO.File.ReadAllText(File(relative));

    /// <summary>The full path of a file or folder by its path below the root, with forward slashes.</summary>
    public static string File(string relative) =>
        Path.Combine(Root ?? throw new InvalidOperationException("CryptoFlow.sln is in no folder above the tests."), relative);

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "CryptoFlow.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}
