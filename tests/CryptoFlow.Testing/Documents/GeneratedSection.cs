namespace CryptoFlow.Testing.Documents;

/// <summary>The part of a document that is generated from the code. It stands between two comments of Markdown, which readers do not see.</summary>
/// <param name="Document">The document's path below the root.</param>
/// <param name="Name">The name in both comments.</param>
/// <param name="HowToWrite">The command that writes the part again; the first comment names it.</param>
public sealed record GeneratedSection(string Document, string Name, string HowToWrite)
{
    /// <summary>If this environment variable is 1, the tests write the documents instead of comparing them.</summary>
    public const string WriteVariable = "CRYPTOFLOW_WRITE_DOCS";

    private string Begin => $"<!-- begin {Name}: generated from the code; {HowToWrite} writes it again -->";

    private string End => $"<!-- end {Name} -->";

    /// <summary>The part of the document between the two comments. Null if the document does not have the comments.</summary>
    public string? Read() => Split(Repository.Read(Document)) is var (_, part, _) ? part : null;

    /// <summary>Replaces the text between the two comments.</summary>
    public void Write(string part)
    {
        var (before, _, after) = Split(Repository.Read(Document)) ?? throw new InvalidOperationException($"{Document} has no lines '{Begin}' and '{End}'.");
        File.WriteAllText(Path.Combine(Repository.Root!, Document), before + part + after);
    }

    private (string Before, string Part, string After)? Split(string text)
    {
        var from = text.IndexOf(Begin + "\n", StringComparison.Ordinal);
        var to = text.IndexOf(End, StringComparison.Ordinal);
        if (from < 0 || to < from)
            return null;
        from += Begin.Length + 1;
        return (text[..from], text[from..to], text[to..]);
    }
}
