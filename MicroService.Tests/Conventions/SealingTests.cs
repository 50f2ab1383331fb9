using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MicroService.Tests.Conventions;

public sealed class SealingTests
{
    [Fact]
    public void Class_IsSealedUnlessSomethingDerivesFromIt()
    {
        var bases = SourceTree.CSharp
            .SelectMany(file => file.Types)
            .SelectMany(type => type.BaseList?.Types ?? [])
            .Select(type => Simple(type.Type))
            .ToHashSet(StringComparer.Ordinal);

        Convention.Holds(
            "Classes and records are sealed unless they are abstract, static, or derived from.",
            from file in SourceTree.CSharp
            from type in file.Types
            where type is ClassDeclarationSyntax or RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not (int)SyntaxKind.StructKeyword }
            where !type.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.StaticKeyword)
            where !type.Modifiers.Any(SyntaxKind.PartialKeyword) || !SealedElsewhere(type)
            where !bases.Contains(type.Identifier.Text) && !HoldsBenchmarks(type)
            select $"{file.At(type)}: {type.Identifier.Text}");
    }

    // BenchmarkDotNet derives from the classes that it measures.
    private static bool HoldsBenchmarks(TypeDeclarationSyntax type) =>
        type.Members.SelectMany(member => member.AttributeLists).SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "Benchmark");

    // One part of a partial type may carry the modifiers of all.
    private static bool SealedElsewhere(TypeDeclarationSyntax type) =>
        SourceTree.CSharp
            .SelectMany(file => file.Types)
            .Where(other => other.Identifier.Text == type.Identifier.Text && other.Modifiers.Any(SyntaxKind.PartialKeyword))
            .Any(other => other.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.StaticKeyword));

    private static string Simple(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => Simple(qualified.Right),
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };
}
