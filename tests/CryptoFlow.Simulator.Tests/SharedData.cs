using System.Text.Json;

namespace CryptoFlow.Simulator.Tests;

/// <summary>The recorded answers and real candles beside the repository. A test that needs them is skipped if they are missing.</summary>
internal static class SharedData
{
    private static readonly string? Root = Find();

    public static string Folder(string name)
    {
        Skip.If(Root is null || !Directory.Exists(Path.Combine(Root, name)), $"There is no ../shared/data/{name} beside the project.");
        return Path.Combine(Root!, name);
    }

    public static JsonElement Fixture(string path) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder("fixtures"), path))).RootElement;

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CryptoFlow.sln")))
                return Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data"));
        }
        return null;
    }
}
