using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MicroService.Tests.Conventions;

public sealed class SuppressionTests
{
    [Fact]
    public void PragmaInCode_SaysItsReason() =>
        Convention.Holds(
            "A suppressed warning says why, behind the directive or on the line above.",
            from file in SourceTree.CSharp
            from pragma in file.Root.DescendantNodes(descendIntoTrivia: true).OfType<PragmaWarningDirectiveTriviaSyntax>()
            where pragma.DisableOrRestoreKeyword.Text == "disable"
                && !pragma.ToFullString().Contains("//", StringComparison.Ordinal)
                && !FollowsComment(file, pragma.GetLocation().GetLineSpan().StartLinePosition.Line)
            select $"{file.At(pragma)}: {pragma}");

    [Fact]
    public void AttributeInCode_SaysItsReason() =>
        Convention.Holds(
            "A suppressing attribute has a justification or a comment on the line above.",
            from file in SourceTree.CSharp
            from attribute in file.Root.DescendantNodes().OfType<AttributeSyntax>()
            where attribute.Name.ToString() is "SuppressMessage" or "UnconditionalSuppressMessage"
            where attribute.ArgumentList?.Arguments.Any(argument => argument.NameEquals?.Name.Identifier.Text == "Justification") != true
                && !FollowsComment(file, attribute.GetLocation().GetLineSpan().StartLinePosition.Line)
            select file.At(attribute));

    [Fact]
    public void NullableContext_IsNeverSwitchedOff() =>
        Convention.Holds(
            "Nullable stays on.",
            from file in SourceTree.CSharp
            from directive in file.Root.DescendantNodes(descendIntoTrivia: true).OfType<NullableDirectiveTriviaSyntax>()
            where directive.SettingToken.Text == "disable"
            select file.At(directive));

    [Fact]
    public void BuildFile_SaysItsReason() =>
        Convention.Holds(
            "A warning switched off in a build file says why on the line above.",
            from path in SourceTree.FilesWith(".csproj", ".props", ".targets")
            from line in Suppressions(path, line => line.Contains("<NoWarn>", StringComparison.Ordinal) || line.Contains("NoWarn=", StringComparison.Ordinal), "-->")
            select line);

    [Fact]
    public void EditorConfig_SaysItsReason() =>
        Convention.Holds(
            "A rule switched off in .editorconfig says why on the line above.",
            from path in SourceTree.Files.Where(path => Path.GetFileName(path) == ".editorconfig")
            from line in Suppressions(path, line => line.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal) && line.EndsWith("none", StringComparison.Ordinal), "#")
            select line);

    [Fact]
    public void ShellCheckDirective_SaysItsReason() =>
        Convention.Holds(
            "A finding switched off in a script says why on the line above.",
            from path in SourceTree.FilesWith(".sh").Append(".ci/run")
            from line in Suppressions(path, line => line.Contains("# shellcheck disable", StringComparison.Ordinal), "#")
            select line);

    private static IEnumerable<string> Suppressions(string path, Func<string, bool> suppresses, string comment)
    {
        var lines = SourceTree.Lines(path);
        return from index in Enumerable.Range(0, lines.Length)
               where suppresses(lines[index].Trim()) && (index == 0 || !lines[index - 1].Contains(comment, StringComparison.Ordinal))
               select $"{path}:{index + 1}: {lines[index].Trim()}";
    }

    private static bool FollowsComment(SourceFile file, int line) =>
        line > 0 && file.Root.GetText().Lines[line - 1].ToString().TrimStart().StartsWith("//", StringComparison.Ordinal);
}
