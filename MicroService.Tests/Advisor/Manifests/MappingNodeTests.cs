using System.Globalization;
using System.Text;
using CsCheck;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Tests.Advisor.Manifests;

public sealed class MappingNodeTests
{
    private static readonly Gen<(bool Removes, int Key)[]> Changes = Gen.Select(Gen.Bool, Gen.Int[0, 99]).Array[0, 300];

    [Theory]
    [InlineData("{a: 1, b: [x, null]}", "{b: [x, ~], a: 0x1}")]
    [InlineData("{a: yes, b: 1.50}", "{a: true, b: 15e-1}")]
    public void SameDataInAnotherNotation_HasTheSameHash(string one, string other)
    {
        var (left, right) = (Data(one), Data(other));

        Assert.True(left.DataEquals(right));
        Assert.Equal(left.DataHash(), right.DataHash());
        static Node Data(string text) => new ManifestReader().Read("f", Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: ConfigMap\ndata: {text}\n")).File!.Documents[0].Root!["data"]!;
    }

    [Fact]
    public void AnyChanges_LeaveWhatADictionaryWouldHold() => Changes.Sample(changes =>
    {
        var (mapping, expected) = (new MappingNode(), new Dictionary<string, string>());
        foreach (var (index, (removes, number)) in changes.Index())
        {
            var key = $"k{number}";
            if (removes)
            {
                Assert.Equal(expected.Remove(key), mapping.Remove(key));
            }
            else
            {
                mapping.Set(key, index);
                expected[key] = index.ToString(CultureInfo.InvariantCulture);
            }
        }

        var copy = (MappingNode)mapping.Clone();
        Assert.All(Enumerable.Range(0, 100), number => Assert.Equal(expected.GetValueOrDefault($"k{number}"), mapping.Text($"k{number}")));
        Assert.True(mapping.DataEquals(copy) && mapping.Entries.Count == expected.Count);
    });
}
