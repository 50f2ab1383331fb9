using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Reporting.Sarif;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Reporting;

public sealed class VisibleTextTests
{
    private const string Nameless = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, namespace: shop}
        spec:
          initContainers:
          - {image: a}
          containers:
          - {name: web, image: "b:1"}
          - {image: "c:latest"}
          - {name: "", image: d}
          volumes:
          - {emptyDir: {}}
        """;

    private const string Forged = "apiVersion: v1\nkind: Pod\nmetadata: {name: \"p\\e[2K\\nScore 100 (A)\", namespace: shop}\nspec:\n  containers:\n  - {name: \"c\\u202E\\r\\e[31m\", image: \"a:\\u2066x\\n::error::forged\"}\n";

    [Theory]
    [InlineData("a\e[31mb", @"a\u001b[31mb")]
    [InlineData("a\r\nb\tc", @"a\r\nb\tc")]
    [InlineData("\u202Eabc\u2066", @"\u202eabc\u2066")]
    [InlineData("zero\u200Bwidth\uFEFF", @"zero\u200bwidth\ufeff")]
    [InlineData("\u0085\u2028\u009B", @"\u0085\u2028\u009b")]
    [InlineData("Größe 東京 🚀", "Größe 東京 🚀")]
    public void InvisibleCharacters_AreEscaped(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    [Fact]
    public void AnyText_IsOneVisibleLine() => Gen.String[Gen.Char, 0, 40].Sample(text =>
        VisibleText.Of(text).EnumerateRunes().All(rune => rune != Rune.ReplacementChar || text.Contains('\uFFFD', StringComparison.Ordinal))
        && !VisibleText.Of(text).Any(character => char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    [Fact]
    public void LongValue_IsCutInItsMiddle()
    {
        var cut = VisibleText.Cut($"The value {new string('x', 100_000)}end is long.");

        Assert.InRange(cut.Length, 200, 300);
        Assert.StartsWith("The value xxx", cut, StringComparison.Ordinal);
        Assert.EndsWith("xend is long.", cut, StringComparison.Ordinal);
    }

    [Fact]
    public void LongMessage_IsCut() => Assert.InRange(VisibleText.Cut(string.Concat(Enumerable.Repeat("two words ", 10_000))).Length, 500, 600);

    [Fact]
    public void ContainerWithoutName_IsCountedInText()
    {
        var text = Text(Nameless);

        Assert.Contains("the first init container: ", text, StringComparison.Ordinal);
        Assert.Contains("the second container: ", text, StringComparison.Ordinal);
        Assert.Contains("the third container: ", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)(  : |, ,|containers? [,.])", text);
        Assert.Contains("The emptyDir without a name on", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ForgedName_AddsNoLineToTheText()
    {
        var lines = Text(Forged).Split('\n');

        Assert.Single(lines, line => line.StartsWith("Score ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("::", StringComparison.Ordinal) || line.Any(character => char.IsControl(character) || character is '\u202E' or '\u2066'));
    }

    [Fact]
    public void ForgedName_IsEscapedInJUnitAndSarif()
    {
        var report = AuditedText.Audit(Forged);

        var junit = Encoding.UTF8.GetString(JUnitReport.Write(report, Severity.Advice).Span);
        var sarif = Encoding.UTF8.GetString(SarifReport.Write(report.ToDocument(partial: false)).Span);

        Assert.DoesNotContain('\u202E', junit);
        Assert.DoesNotMatch(@"(?m)^::error::", junit);
        Assert.All(
            JsonNode.Parse(sarif)!["runs"]![0]!["results"]!.AsArray(),
            result => Assert.DoesNotContain((string)result!["message"]!["text"]!, character => char.IsControl(character) || character is '\u202E' or '\u2066'));
    }

    private static string Text(string manifest)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        TextReport.Write(writer, AuditedText.Audit(manifest).ToDocument(partial: false), Palette.Plain);
        return writer.ToString();
    }
}
