using System.Globalization;
using CsCheck;
using MicroService.Advisor.Manifests;

namespace MicroService.Tests.Advisor.Manifests;

public sealed class MappingNodeTests
{
    private static readonly Gen<(bool Removes, int Key)[]> Changes = Gen.Select(Gen.Bool, Gen.Int[0, 99]).Array[0, 300];

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
