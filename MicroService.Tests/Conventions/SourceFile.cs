using MicroService.Tests.Corpora;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MicroService.Tests.Conventions;

/// <summary>One parsed C# file.</summary>
internal sealed record SourceFile(string Path, CompilationUnitSyntax Root)
{
    // Both halves of the app model are looked at, whichever one is compiled.
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.Parse);

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The project, that is the folder at the root, that the file is part of.</summary>
    public string Project => Path[..Path.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>The namespace that the file declares; null where it declares none.</summary>
    public string? Namespace => Root.DescendantNodes(node => node is CompilationUnitSyntax).OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    public int LineCount => Root.GetText().Lines.Count is var lines && Root.GetText().Lines[^1].Span.IsEmpty ? lines - 1 : lines;

    /// <summary>The types that stand directly in a namespace or in no namespace.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes =>
        Root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    public IEnumerable<TypeDeclarationSyntax> Types => Root.DescendantNodes().OfType<TypeDeclarationSyntax>();

    /// <summary>The comments that are not documentation.</summary>
    public IEnumerable<SyntaxTrivia> Comments =>
        Root.DescendantTrivia(descendIntoTrivia: true)
            .Where(trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia);

    public static SourceFile Parse(string path) =>
        new(path, CSharpSyntaxTree.ParseText(File.ReadAllText(RepositoryRoot.Combine(path)), Options).GetCompilationUnitRoot());

    /// <summary>Where a node is, as <c>path:line</c>.</summary>
    public string At(SyntaxNodeOrToken node) => $"{Path}:{node.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1}";
}
