using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Printing;

public sealed class DocumentPrinterTests
{
    private const string Head = "apiVersion: v1\nkind: Thing\nmetadata:\n  name: x\n";

    public static TheoryData<string> CorpusFiles => [.. Corpus.Files("kubernetes", "*.yaml")];

    [Theory]
    [MemberData(nameof(CorpusFiles))]
    public void UntouchedFile_PrintsToTheLetter(string name)
    {
        var bytes = File.ReadAllBytes(Corpus.File(name));

        Assert.Equal(Encoding.UTF8.GetString(bytes), new ManifestReader().Read(name, bytes).File!.Print());
    }

    [Fact]
    public void AddedKey_StandsAtTheEndOfItsMappingAndCommentsStay() =>
        AssertEdited(
            "spec: # the spec\n  a: 1 # one\n\n  # two\n  b: 2 # last\n# end\nother: 1\n",
            root => root.Mapping("spec")!.Set("c", 3),
            "spec: # the spec\n  a: 1 # one\n\n  # two\n  b: 2 # last\n  c: 3\n# end\nother: 1\n");

    [Fact]
    public void ChangedScalar_IsReplacedInPlace() =>
        AssertEdited("a: 'old' # why\nb: 2\n", root => root.Set("a", "new"), "a: new # why\nb: 2\n");

    [Fact]
    public void RemovedKey_TakesItsLinesAway() =>
        AssertEdited("a: 1\nb:\n  c: 2\n  d: [3]\n# about e\ne: 4\n", root => root.Remove("b"), "a: 1\n# about e\ne: 4\n");

    [Fact]
    public void RemovedFirstKeyOfAnItem_LeavesTheDash() =>
        AssertEdited("l:\n- a: 1\n  b: 2\n", root => ((MappingNode)root.Sequence("l")!.Items[0]).Remove("a"), "l:\n- b: 2\n");

    [Theory]
    [InlineData("l:\n- a\n- b\n", "l:\n- a\n- b\n- c\n")]
    [InlineData("l:\n  - a\n  - b # two\n", "l:\n  - a\n  - b # two\n  - c\n")]
    [InlineData("l: [a, b]\n", "l: [a, b, c]\n")]
    [InlineData("l: []\n", "l:\n- c\n")]
    [InlineData("l: # list\n- a\n", "l: # list\n- a\n- c\n")]
    public void AddedItem_IsWrittenAsTheOthersAre(string before, string after) =>
        AssertEdited(before, root => root.Sequence("l")!.Add("c"), after);

    [Fact]
    public void RemovedItem_TakesItsLinesAway() =>
        AssertEdited("l:\n- a: 1\n  b: 2\n- c: 3\n", root => root.Sequence("l")!.Remove(root.Sequence("l")!.Items[0]), "l:\n- c: 3\n");

    [Theory]
    [InlineData("m: {}\nz: 1\n", "m:\n  k: v\nz: 1\n")]
    [InlineData("m: {} # empty\nz: 1\n", "m: # empty\n  k: v\nz: 1\n")]
    [InlineData("m: # nothing\nz: 1\n", "m: # nothing\n  k: v\nz: 1\n")]
    [InlineData("m:\nz: 1\n", "m:\n  k: v\nz: 1\n")]
    [InlineData("m: null\n", "m:\n  k: v\n")]
    [InlineData("m: {a: 1}\n", "m: {a: 1, k: v}\n")]
    [InlineData("m:\n  a: |\n    text\n\n  b: |+\n    more\n\nz: 1\n", "m:\n  a: |\n    text\n\n  b: |+\n    more\n\n  k: v\nz: 1\n")]
    public void KeyAddedToAnyMapping_LeavesTheRestAlone(string before, string after) =>
        AssertEdited(
            before,
            root =>
            {
                if (root.Mapping("m") is not { } mapping)
                {
                    root.Set("m", mapping = new MappingNode());
                }

                mapping.Set("k", "v");
            },
            after);

    [Fact]
    public void WindowsLineEndings_AreKept() =>
        AssertEdited("m:\r\n  a: 1\r\n", root => root.Mapping("m")!.Set("b", MappingNode.Of(("c", 2))), "m:\r\n  a: 1\r\n  b:\r\n    c: 2\r\n");

    [Fact]
    public void MissingLastLineEnding_IsNoTrouble() => AssertEdited("a: 1", root => root.Set("b", 2), "a: 1\nb: 2");

    [Fact]
    public void ChangeBehindAnAlias_IsWrittenOutThere() =>
        AssertEdited("a: &x\n  b: 1\nc: *x\n", root => root.Mapping("c")!.Set("d", 2), "a: &x\n  b: 1\nc:\n  b: 1\n  d: 2\n");

    [Fact]
    public void ChangeOfAnAnchoredMapping_DoesNotReachItsAliases() =>
        AssertReads("a: &x\n  b: 1\nc: *x\n", root => root.Mapping("a")!.Set("d", 2));

    [Fact]
    public void ChangeOfAMergedKey_IsWrittenWhereItCounts() =>
        AssertReads("a: &x\n  b: 1\nc:\n  <<: *x\n  e: 3\n", root => root.Mapping("c")!.Set("b", 2));

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("1e3")]
    [InlineData("0x1f")]
    [InlineData("0X1F")]
    [InlineData("2001-01-01")]
    [InlineData("12:30:45")]
    [InlineData("")]
    [InlineData(" x ")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("*a")]
    [InlineData("{a}")]
    [InlineData("a\"b'c\\d")]
    [InlineData("tab\tbell\ad")]
    [InlineData("one\ntwo\n")]
    [InlineData("one\ntwo")]
    [InlineData("one\n\n  two\n\n")]
    [InlineData(" \n x")]
    [InlineData("ümlaut 𝔘 \u00A0 \u2028")]
    [InlineData("---")]
    [InlineData("<<")]
    [InlineData("@x")]
    [InlineData("%x")]
    [InlineData("?")]
    [InlineData("x:")]
    public void AnyText_ReadsBackAsThatText(string text)
    {
        AssertReads("m:\n  a: 1\n", root => root.Mapping("m")!.Set("k", text));
        AssertReads("m: [1]\n", root => root.Sequence("m")!.Add(text));
        AssertReads("m:\n  a: 1\n", root => root.Mapping("m")!.Set(text.Length == 0 ? "e" : text, 1));
        AssertReads("", root => root.Set("list", SequenceNode.Of(text, SequenceNode.Of(text), MappingNode.Of(("k", text)))));
    }

    [Fact]
    public void JsonFile_StaysJson()
    {
        var file = Read("{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"x\"}}");

        file.Documents[0].Root!.Set("spec", MappingNode.Of(("n", 0.ToString()), ("ü", "<&>")));

        Assert.EndsWith("{\"name\": \"x\"}, \"spec\": {\"n\": \"0\", \"ü\": \"<&>\"}}", file.Print(), StringComparison.Ordinal);
    }

    [Fact]
    public void AddedDocument_StartsWithASeparator()
    {
        var file = Read(Head.TrimEnd());

        file.Add(ManifestDocument.Made(MappingNode.Of(("apiVersion", "v1"))));

        Assert.Equal($"{Head}---\napiVersion: v1\n", file.Print());
    }

    private static void AssertEdited(string before, Action<MappingNode> change, string after)
    {
        var file = Read(Head.ReplaceLineEndings(before.Contains('\r', StringComparison.Ordinal) ? "\r\n" : "\n") + before);

        change(file.Documents[0].Root!);

        Assert.Equal(after, file.Print()[Head.ReplaceLineEndings(before.Contains('\r', StringComparison.Ordinal) ? "\r\n" : "\n").Length..]);
        AssertReadsBack(file);
    }

    private static void AssertReads(string before, Action<MappingNode> change)
    {
        var file = Read(Head + before);

        change(file.Documents[0].Root!);

        AssertReadsBack(file);
    }

    private static void AssertReadsBack(ManifestFile file) =>
        Assert.True(file.Documents[0].Root!.DataEquals(Read(file.Print()).Documents[0].Root!), file.Print());

    private static ManifestFile Read(string text)
    {
        var reading = new ManifestReader().Read("f.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.File!;
    }
}
