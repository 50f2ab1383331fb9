using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Pods;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Pods;

public sealed partial class PodAnnotationsTests
{
    // A reader of YAML 1.1 takes 4559e699 for a number, whatever it is.
    [Fact]
    public void Checksum_BeginsWithALetter()
    {
        var pod = HardenedPod.Of(""" "app": { "type": "container.v0", "image": "example.com/app:1", "env": { "A": "b" } } """);
        var checksum = ((ScalarNode)pod.Workload.Spec.At("template", "metadata", "annotations", PodAnnotations.Checksum)!).Value;

        Assert.Matches(Letter(), checksum);
    }

    [GeneratedRegex("^c[0-9a-f]{16}$")]
    private static partial Regex Letter();
}
