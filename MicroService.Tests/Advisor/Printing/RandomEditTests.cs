using System.Text;
using CsCheck;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Printing;

public sealed class RandomEditTests
{
    private static readonly string[] Sources =
    [
        "a: 1 # one\nb:\n  - x: 1\n    y: {z: [1, 2]}\n  # note\n  - x: 2\nc: |\n  text\n  more\nd: \"q\"\ne:\nf: []\n",
        "a: &x {k: v}\nb: *x\nc:\n  <<: *x\n  l: 1\nd:\n- - 1\n  - 2\n- a: 1\n  b:\n  - c\n",
        "'quoted key': >-\n  folded\n  text\n\nempty: {}\nnested:\n    deep:\n        deeper: {a: 1,\n          b: 2}\n    list:\n    -   one\n    -   two: 2\n        three: 3\n",
    ];

    [Fact]
    public void AnyEditsOfAnyDocument_ReadBackAsTheTree() =>
        Gen.Select(Gen.Int[0, Sources.Length - 1], Gen.Int[0, 1_000_000]).Sample(
            (source, seed) => EditsReadBack(Sources[source], new Random(seed)),
            iter: 4000);

    [Fact]
    public void AnyEditsOfCorpusFiles_ReadBackAsTheTree()
    {
        var text = File.ReadAllText(Corpus.File("kubernetes", "online-boutique.yaml"));
        Gen.Int[0, 1_000_000].Sample(seed => EditsReadBack(text, new Random(seed)), iter: 60);
    }

    [Fact]
    public void AnyEditsOfAnyJson_ReadBackAsTheTreeWithTheLayoutOfTheRest()
    {
        string[] sources =
        [
            "{\"apiVersion\":\"v1\",\"kind\":\"T\",\"metadata\":{\"name\":\"x\"},\"b\":[{\"x\":1,\"y\":{\"z\":[1,2]}},{\"x\":2}],\"c\":\"\\u00fc\",\"e\":null,\"f\":[]}",
            "{\n\t\"apiVersion\": \"v1\", \"kind\": \"T\",\n\t\"metadata\": {\"name\": \"ü\"},\n\t\"b\": [\n\t\t{\"x\": 1},\n\t\t[ ], {}\n\t],\n\t\"c\": {\n\t\t\"d\": true }\n}\n",
        ];
        Gen.Select(Gen.Int[0, sources.Length - 1], Gen.Int[0, 1_000_000]).Sample(
            (source, seed) => EditsReadBack(sources[source], new Random(seed)) && OneEditStaysOne(sources[source], new Random(seed)),
            iter: 3000);
    }

    // A change of one value leaves all other text.
    private static bool OneEditStaysOne(string source, Random random)
    {
        const string Kind = "\"T\"";
        var file = Read(source);
        file.Documents[0].Root!.Set("kind", Value(random, 0));
        var start = source.IndexOf(Kind, StringComparison.Ordinal);
        var (before, after) = (source[..start], source[(start + Kind.Length)..]);
        return file.Print().StartsWith(before, StringComparison.Ordinal) && file.Print().EndsWith(after, StringComparison.Ordinal);
    }

    private static bool EditsReadBack(string source, Random random)
    {
        var text = source.StartsWith("apiVersion", StringComparison.Ordinal) || source[0] is '#' or '{' ? source : "apiVersion: v1\nkind: T\nmetadata: {name: x}\n" + source;
        var file = Read(text);
        for (var left = random.Next(1, 8); left > 0; left--)
        {
            Edit(file, random);
        }

        var again = Read(file.Print());
        var (written, read) = (RootsOf(file), RootsOf(again));
        return written.Length == read.Length && written.Index().All(root => root.Item.DataEquals(read[root.Index]));
    }

    private static MappingNode[] RootsOf(ManifestFile file) => [.. file.Documents.Select(document => document.Root).OfType<MappingNode>()];

    private static void Edit(ManifestFile file, Random random)
    {
        var roots = file.Documents.Select(document => document.Root).OfType<MappingNode>().ToList();
        Node node = roots[random.Next(roots.Count)];
        for (var depth = random.Next(6); depth > 0; depth--)
        {
            var children = node is MappingNode parent ? [.. parent.Entries.Select(entry => entry.Value)] : (node as SequenceNode)?.Items ?? [];
            node = children.Count > 0 && children[random.Next(children.Count)] is var child and not ScalarNode ? child : node;
        }

        if (node is MappingNode mapping)
        {
            var keys = mapping.Entries.Select(entry => entry.Key.Value).Append($"k{random.Next(5)}").Where(key => node.Parent is not null || key.Length < 3 || key[0] == 'k').ToList();
            var key = keys.Count == 0 ? "k" : keys[random.Next(keys.Count)];
            if (random.Next(3) == 0 && key is not ("apiVersion" or "kind" or "metadata" or "name"))
            {
                mapping.Remove(key);
            }
            else if (key is not ("apiVersion" or "kind" or "metadata" or "name"))
            {
                mapping.Set(key, Value(random, 2));
            }
        }
        else if (node is SequenceNode sequence)
        {
            Edit(sequence, random);
        }
    }

    private static void Edit(SequenceNode sequence, Random random)
    {
        if (sequence.Items.Count > 0 && random.Next(3) == 0)
        {
            sequence.Remove(sequence.Items[random.Next(sequence.Items.Count)]);
        }
        else if (sequence.Items.Count > 0 && random.Next(3) == 0)
        {
            sequence.Replace(sequence.Items[random.Next(sequence.Items.Count)], Value(random, 2));
        }
        else
        {
            sequence.Add(Value(random, 2));
        }
    }

    private static Node Value(Random random, int depth) => random.Next(depth == 0 ? 4 : 8) switch
    {
        0 => random.Next(100),
        1 => random.Next(2) == 0,
        2 => new string((char)('!' + random.Next(90)), random.Next(4)),
        3 => "two\nlines\n",
        4 => new MappingNode(),
        5 => new SequenceNode(),
        6 => MappingNode.Of(("p", Value(random, depth - 1)), ("q", Value(random, depth - 1))),
        _ => SequenceNode.Of(Value(random, depth - 1), Value(random, depth - 1)),
    };

    private static ManifestFile Read(string text)
    {
        // Edits may leave what Kubernetes would refuse, so the kind is one that nobody knows.
        var unknown = text.Replace("kind: ", "kind: X", StringComparison.Ordinal).Replace("kind: XX", "kind: X", StringComparison.Ordinal)
            .Replace("labels:", "tags:", StringComparison.Ordinal).Replace("annotations:", "notes:", StringComparison.Ordinal);
        var reading = new ManifestReader().Read("f.yaml", Encoding.UTF8.GetBytes(unknown));
        Assert.True(reading.Problems.Count == 0, string.Join('\n', reading.Problems) + "\n" + unknown);
        return reading.File!;
    }
}
