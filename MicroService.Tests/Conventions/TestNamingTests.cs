using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MicroService.Tests.Conventions;

public sealed partial class TestNamingTests
{
    private static readonly IReadOnlyList<(SourceFile File, MethodDeclarationSyntax Method)> Tests =
    [
        .. from file in SourceTree.CSharp
           from method in file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
           where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
           select (file, method),
    ];

    [Fact]
    public void TestClass_IsNamedForItsSubject() =>
        Convention.Holds(
            "A test class is <Subject>Tests.",
            from test in Tests
            let type = test.Method.FirstAncestorOrSelf<TypeDeclarationSyntax>()!
            where !type.Identifier.Text.EndsWith("Tests", StringComparison.Ordinal)
            select $"{test.File.At(test.Method)}: {type.Identifier.Text}");

    [Fact]
    public void TestMethod_SaysConditionAndOutcome() =>
        Convention.Holds(
            "A test is <Condition>_<Outcome>.",
            from test in Tests
            where !ConditionAndOutcome().IsMatch(test.Method.Identifier.Text)
            select $"{test.File.At(test.Method)}: {test.Method.Identifier.Text}");

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*_[A-Z][A-Za-z0-9]*$")]
    private static partial Regex ConditionAndOutcome();
}
