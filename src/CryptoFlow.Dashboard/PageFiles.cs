using System.Reflection;

namespace CryptoFlow.Dashboard;

/// <summary>The built files of the page, by their path below the page (<c>index.html</c>, <c>assets/index-4f2a.js</c>). Immutable.</summary>
/// <param name="files">The files.</param>
public sealed class PageFiles(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
{
    private const string Prefix = "page/";
    private const string Index = "index.html";
    private const string MissingReason = "missing.txt";

    /// <summary>The files that the build embedded in this assembly.</summary>
    public static PageFiles Embedded()
    {
        var assembly = typeof(PageFiles).Assembly;
        return new PageFiles(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal));
    }

    /// <summary>The HTML document; null when the build could not make the page.</summary>
    public ReadOnlyMemory<byte>? Document => Find(Index);

    /// <summary>Why there is no page: one sentence.</summary>
    public string Missing => Find(MissingReason) is { } reason
        ? System.Text.Encoding.UTF8.GetString(reason.Span).Trim()
        : "The program was built without the page (BuildPage=false).";

    /// <summary>A file by its path; null when there is none.</summary>
    // A plain null would become empty memory by the conversion from an array.
    public ReadOnlyMemory<byte>? Find(string path) => files.TryGetValue(path, out var file) ? file : default(ReadOnlyMemory<byte>?);

    /// <summary>The paths of all files.</summary>
    public IEnumerable<string> Paths => files.Keys;

    private static ReadOnlyMemory<byte> Read(Assembly assembly, string name)
    {
        using var resource = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
