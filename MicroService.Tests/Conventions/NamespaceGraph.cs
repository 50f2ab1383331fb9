using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MicroService.Tests.Conventions;

/// <summary>Which namespaces of a project use which others, with one example of each use.</summary>
/// <remarks>
/// The built assembly says what types and method bodies refer to, so uses between a namespace and its parent, which need no using directive, are seen.
/// Constants, <c>nameof</c> and documentation leave nothing in the assembly: the using directives add them, and the compiler refuses unused ones.
/// </remarks>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<(string From, string To), string> _uses = [];

    private NamespaceGraph(string project) => Project = project;

    public string Project { get; }

    public static NamespaceGraph Of(string project)
    {
        var graph = new NamespaceGraph(project);
        foreach (var (user, used) in BuiltAssembly.Read(project).Uses)
        {
            graph.Add(user.Namespace, used.Namespace, $"{user.Name} uses {used.Name}");
        }

        var namespaces = SourceTree.CSharp.Where(file => file.Project == project).Select(file => file.Namespace).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (user, used) in Directives(project))
        {
            // using static and aliases name a type, which stands in the longest namespace that the name begins with.
            graph.Add(user.Namespace, namespaces.Where(name => IsWithin(used, name)).MaxBy(name => name.Length), $"{user.Path} has a using directive");
        }

        return graph;
    }

    /// <summary>The largest sets of namespaces that all reach each other, the names in order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Circles()
    {
        var names = _uses.Keys.SelectMany(use => new[] { use.From, use.To }).Distinct().Order(StringComparer.Ordinal).ToList();
        var reached = names.ToDictionary(name => name, Reached);
        return
        [
            .. names.Where(name => reached[name].Contains(name))
                .GroupBy(name => names.First(other => reached[name].Contains(other) && reached[other].Contains(name)))
                .Select(circle => circle.ToList()),
        ];
    }

    /// <summary>The uses between these namespaces, as text.</summary>
    public IEnumerable<string> Between(IReadOnlyCollection<string> namespaces) =>
        from use in _uses
        where namespaces.Contains(use.Key.From) && namespaces.Contains(use.Key.To)
        orderby use.Key.From, use.Key.To
        select $"{use.Key.From} -> {use.Key.To}: {use.Value}";

    private static IEnumerable<(SourceFile User, string Used)> Directives(string project) =>
        from file in SourceTree.CSharp
        where file.Project == project
        from directive in file.Root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>()
        select (file, directive.NamespaceOrType.ToString());

    private static bool IsWithin(string name, string parent) => name == parent || name.StartsWith(parent + ".", StringComparison.Ordinal);

    // What compilers and generators put elsewhere is nobody's to arrange.
    private void Add(string? from, string? to, string example)
    {
        if (from is not null && to is not null && from != to && IsWithin(from, Project) && IsWithin(to, Project))
        {
            _uses.TryAdd((from, to), example);
        }
    }

    private HashSet<string> Reached(string start)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([start]);
        while (open.TryPop(out var from))
        {
            foreach (var use in _uses.Keys.Where(use => use.From == from && reached.Add(use.To)))
            {
                open.Push(use.To);
            }
        }

        return reached;
    }
}
