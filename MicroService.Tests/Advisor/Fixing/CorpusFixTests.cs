using System.Text.Json.Nodes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Fixing;

/// <summary>The properties of fixing on real objects, in all the ways in which people write them.</summary>
public sealed class CorpusFixTests
{
    public static TheoryData<string> Bases => ["pod", "deployment", "statefulset", "daemonset", "job", "cronjob", "service", "hpa", "networkpolicy", "pdb", "ingress"];

    public static TheoryData<string> Exports => [.. Corpus.Files("apiserver/exported").Where(name => !name.EndsWith("definition.yaml", StringComparison.Ordinal))];

    public static TheoryData<string> Plain => [.. Corpus.Files("kubernetes/kube-score", "*.yaml").Where(HasOnlySimpleLines)];

    [Theory]
    [MemberData(nameof(Bases))]
    public void AcceptedObject_HasThePropertiesAsJsonFlowAndBlock(string name)
    {
        var json = JsonNode.Parse(File.ReadAllText(Corpus.File("apiserver", "bases.json")))![name]!;
        var block = ManifestDocument.Made(FixProperties.Read(json.ToJsonString()).Documents[0].Root!).Print();

        FixProperties.Hold(json.ToJsonString());
        FixProperties.Hold(block);
        // Braces behind a comment are YAML, which keeps its style.
        FixProperties.Hold($"# written by hand\n{json.ToJsonString()}\n---\n{block}");
    }

    [Theory]
    [MemberData(nameof(Exports))]
    public void ExportedObjects_HaveTheProperties(string name) => FixProperties.Hold(File.ReadAllText(Corpus.File(name)));

    [Theory]
    [MemberData(nameof(Plain))]
    public void WindowsLineEndingsByteOrderMarkAndComments_Stay(string name)
    {
        var lines = File.ReadAllLines(Corpus.File(name));
        var text = "\uFEFF" + string.Concat(lines.Select((line, number) => line.Trim().Length == 0 || line.StartsWith("---", StringComparison.Ordinal) ? $"{line}\r\n" : $"{line} # c{number}\r\n"));

        var printed = new Fixer().Fix([FixProperties.Read(text)], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken).Files[0].Print();

        Assert.Equal('\uFEFF', printed[0]);
        Assert.Equal(printed.Split('\n').Length, printed.Split("\r\n").Length);
        var left = printed.Split("\r\n").Select(line => line.TrimStart('\uFEFF')).ToHashSet();
        var commented = left.Where(line => line.Contains(" # c", StringComparison.Ordinal)).Select(line => line[..line.LastIndexOf(" # c", StringComparison.Ordinal)]).ToHashSet();
        // A line that stays as it is keeps its comment; one that goes takes it along.
        Assert.DoesNotContain(
            lines, line => line.Trim().Length > 0 && !line.StartsWith("---", StringComparison.Ordinal) && left.Contains(line) && !commented.Contains(line));
    }

    // Comments behind block scalars and quotes over several lines would be text.
    private static bool HasOnlySimpleLines(string name)
    {
        var path = Path.Combine(Corpus.Folder, name);
        return !File.Exists(path) || !File.ReadLines(path).Any(line => line.TrimEnd().EndsWith('|') || line.TrimEnd().EndsWith('>') || line.TrimEnd().EndsWith("|-", StringComparison.Ordinal)
            || line.Count(letter => letter == '"') % 2 == 1 || line.Contains('#', StringComparison.Ordinal) || line.TrimStart().StartsWith('%'));
    }
}
