using MicroService.Advisor.Manifests;
using MicroService.Publishing.Helm;

namespace MicroService.Tests.Publishing.Helm;

public sealed class ObjectMergeTests
{
    private const string Ours = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: api }
        spec:
          selector: { matchLabels: { app: api } }
          template:
            spec:
              containers:
                - name: api
                  image: api:1
                  env: [{ name: A, value: ours }]
        """;

    private const string Theirs = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: api-deployment, annotations: { owner: web } }
        spec:
          selector: { matchLabels: { app: theirs } }
          replicas: 3
          strategy: { type: Recreate }
          template:
            spec:
              tolerations: [{ key: spot, operator: Exists }]
              containers:
                - name: theirs
                  image: api:2
                  envFrom: [{ secretRef: { name: api-secrets } }]
                  readinessProbe: { httpGet: { path: /ready, port: 8080, scheme: http } }
                - name: proxy
                  image: proxy:1
        """;

    [Theory]
    [InlineData("/metadata/name", "api")]
    [InlineData("/metadata/annotations/owner", "web")]
    [InlineData("/spec/selector/matchLabels/app", "api")]
    [InlineData("/spec/strategy/type", "Recreate")]
    [InlineData("/spec/template/spec/tolerations/0/key", "spot")]
    [InlineData("/spec/template/spec/containers/0/name", "api")]
    [InlineData("/spec/template/spec/containers/0/image", "api:1")]
    [InlineData("/spec/template/spec/containers/0/envFrom", null)]
    [InlineData("/spec/template/spec/containers/0/readinessProbe/httpGet/scheme", "HTTP")]
    [InlineData("/spec/template/spec/containers/1/name", "proxy")]
    public void ObjectOfTheSameKind_AddsWhatOursLacks(string place, string? expected)
    {
        var ours = Yaml.Of(Ours);

        ObjectMerge.Under(ours, Yaml.Of(Theirs));

        Assert.Equal(expected, At(ours, place));
    }

    [Theory]
    [InlineData("/spec/strategy/type", null)]
    [InlineData("/spec/replicas", null)]
    [InlineData("/spec/template/spec/tolerations/0/key", "spot")]
    public void ObjectOfAnotherKind_AddsToThePodsAlone(string place, string? expected)
    {
        var ours = Yaml.Of(Ours.Replace("Deployment", "StatefulSet", StringComparison.Ordinal));

        ObjectMerge.Under(ours, Yaml.Of(Theirs));

        Assert.Equal(expected, At(ours, place));
    }

    [Fact]
    public void Merging_LeavesTheOtherObjectAlone()
    {
        var theirs = Yaml.Of(Theirs);
        var before = theirs.Clone();

        ObjectMerge.Under(Yaml.Of(Ours.Replace("Deployment", "Job", StringComparison.Ordinal)), theirs);

        Assert.True(before.DataEquals(theirs));
    }

    private static string? At(MappingNode root, string place)
    {
        Node? node = root;
        foreach (var segment in place.Split('/').Skip(1))
        {
            node = node is SequenceNode sequence ? sequence.Items[int.Parse(segment, System.Globalization.CultureInfo.InvariantCulture)] : (node as MappingNode)?[segment];
        }

        return (node as ScalarNode)?.Value;
    }
}
