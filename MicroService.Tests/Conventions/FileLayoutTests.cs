using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MicroService.Tests.Conventions;

public sealed class FileLayoutTests
{
    private static readonly string[] Empty = ["Helpers", "Helper", "Utils", "Util", "Utilities", "Common", "Misc", "Models", "Extensions"];

    [Fact]
    public void File_IsNamedForOneOfItsTypes() =>
        Convention.Holds(
            "A file is named for one of its types (a part of a partial type: Type.Part.cs).",
            from file in SourceTree.CSharp
            let types = file.TopLevelTypes.Select(Identifier).ToList()
            where types.Count > 0 && !types.Exists(type => file.Name == type || file.Name.StartsWith(type + ".", StringComparison.Ordinal))
            select $"{file.Path}: {string.Join(", ", types)}");

    [Fact]
    public void Namespace_IsTheFolder() =>
        Convention.Holds(
            "A namespace is the path of its folder.",
            from file in SourceTree.CSharp
            from name in file.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            let folder = file.Path[..file.Path.LastIndexOf('/')].Replace('/', '.')
            where name.Name.ToString() != folder
            select $"{file.At(name)}: {name.Name}");

    [Fact]
    public void Path_SaysWhatItHolds() =>
        Convention.Holds(
            "Folders and files are domain nouns: none is a heap of helpers, models or extensions. XServiceCollectionExtensions says what it is of.",
            from path in SourceTree.Files
            where path.Split('/').Any(part => SaysNothing(Path.GetFileNameWithoutExtension(part)))
            select path);

    private static bool SaysNothing(string name) =>
        Empty.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.EndsWith("Helper", StringComparison.Ordinal)
        || name.EndsWith("Helpers", StringComparison.Ordinal)
        || name.EndsWith("Utils", StringComparison.Ordinal);

    private static string Identifier(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => throw new InvalidOperationException($"{member.Kind()} declares no type."),
    };
}
