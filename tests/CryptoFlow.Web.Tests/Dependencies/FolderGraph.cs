using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace CryptoFlow.Web.Tests.Dependencies;

/// <summary>
/// The graph of which folder of the program uses which, in the compiled assemblies. A folder is the first part of a namespace below <c>CryptoFlow</c> or
/// <c>CryptoFlow.Web</c>, with its subfolders. Constants do not count, because the compiler copies them.
/// </summary>
internal sealed class FolderGraph
{
    private readonly Dictionary<(string From, string To), string> _uses = [];
    private readonly List<(string User, string Used)> _types = [];

    private FolderGraph()
    {
    }

    /// <summary>The folders that use another folder or are used.</summary>
    public IEnumerable<string> Folders => _uses.Keys.SelectMany(use => new[] { use.From, use.To }).Distinct();

    /// <summary>Each pair of folders, with the name of one type that makes the first need the second.</summary>
    public IEnumerable<(string From, string To, string Type)> Uses => _uses.Select(use => (use.Key.From, use.Key.To, use.Value));

    public static FolderGraph Of(params System.Reflection.Assembly[] assemblies) => Of(new ArchLoader().LoadAssemblies(assemblies));

    /// <summary>The graph of only these namespaces of an assembly. Reading a whole assembly takes seconds.</summary>
    public static FolderGraph OfNamespaces(System.Reflection.Assembly assembly, params string[] namespaces) =>
        Of(new ArchLoader().LoadNamespacesWithinAssembly(assembly, namespaces));

    private static FolderGraph Of(ArchLoader loaded)
    {
        var graph = new FolderGraph();
        foreach (var type in loaded.Build().Types)
        {
            foreach (var dependency in type.Dependencies)
            {
                graph._types.Add((type.FullName, dependency.Target.FullName));
                if (FolderOf(type) is { } from && FolderOf(dependency.Target) is { } to && from != to)
                    graph._uses.TryAdd((from, to), $"{type.FullName} uses {dependency.Target.FullName}");
            }
        }

        return graph;
    }

    /// <summary>The full names of the types that use one of these types.</summary>
    /// <param name="isUsed">Selects the used types by their full names.</param>
    public IEnumerable<string> UsersOf(Func<string, bool> isUsed) =>
        _types.Where(use => isUsed(use.Used.Split('+', '/')[0])).Select(use => use.User.Split('+', '/')[0]).Distinct();

    /// <summary>The uses that the table does not allow, one sentence each.</summary>
    /// <param name="allowed">For each folder, the folders that it may use.</param>
    public IEnumerable<string> Forbidden(IReadOnlyDictionary<string, string[]> allowed) =>
        from use in Uses
        where !allowed.TryGetValue(use.From, out var targets) || !targets.Contains(use.To)
        select $"{use.From} must not use {use.To}: {use.Type}";

    /// <summary>A cycle of folders as a sentence. Null if there is no cycle.</summary>
    public static string? FindCycle(IReadOnlyDictionary<string, string[]> uses)
    {
        var done = new HashSet<string>();
        return uses.Keys.Select(folder => Walk(folder, [])).FirstOrDefault(cycle => cycle is not null);

        string? Walk(string folder, List<string> path)
        {
            if (path.Contains(folder))
                return string.Join(" uses ", path.SkipWhile(f => f != folder).Append(folder));
            if (done.Contains(folder))
                return null;
            var found = uses.GetValueOrDefault(folder, []).Select(next => Walk(next, [.. path, folder])).FirstOrDefault(cycle => cycle is not null);
            done.Add(folder);
            return found;
        }
    }

    /// <summary>The folder of a type; null for types of other programs, and for generated code.</summary>
    private static string? FolderOf(IType type)
    {
        var parts = type.FullName.Split('+', '/')[0].Split('.');
        if (parts is not ["CryptoFlow", ..])
            return null;
        return parts switch
        {
            [_, "Web", var folder, _, ..] => $"Web.{folder}",
            [_, "Web", _] => "Web",
            [_, var folder, _, ..] => folder,
            _ => "CryptoFlow",
        };
    }
}
