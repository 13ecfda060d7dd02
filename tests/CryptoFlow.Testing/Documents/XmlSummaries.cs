using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CryptoFlow.Testing.Documents;

/// <summary>Converts the documentation comments of the code to Markdown. The compiler writes the comments into a file beside the assembly.</summary>
public static partial class XmlSummaries
{
    private static readonly Dictionary<Assembly, XDocument> Files = [];

    /// <summary>The text of the elements <c>summary</c> and <c>value</c> of a property.</summary>
    /// <exception cref="InvalidOperationException">The property has no summary.</exception>
    public static (string Text, string? Value) Of(PropertyInfo property)
    {
        var name = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var member = FileOf(property.DeclaringType.Assembly).Descendants("member").FirstOrDefault(m => m.Attribute("name")?.Value == name);
        var summary = member?.Element("summary") ?? throw new InvalidOperationException($"{name} has no summary.");
        return (Markdown(summary), member.Element("value") is { } value ? Markdown(value) : null);
    }

    private static XDocument FileOf(Assembly assembly)
    {
        lock (Files)
        {
            if (!Files.TryGetValue(assembly, out var file))
                Files[assembly] = file = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml"));
            return file;
        }
    }

    private static string Markdown(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1]}`",
        _ => throw new InvalidOperationException($"{node} cannot be written as Markdown."),
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
