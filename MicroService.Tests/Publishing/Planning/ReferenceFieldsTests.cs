using MicroService.Advisor.Printing;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;

namespace MicroService.Tests.Publishing.Planning;

/// <summary>References wherever a container has a string.</summary>
public sealed class ReferenceFieldsTests
{
    public static TheoryData<string> Fields =>
    [
        """ "image": "a", "entrypoint": "/opt/@" """,
        """ "image": "a", "args": [ "@" ] """,
        """ "image": "a", "env": { "X": "@" } """,
        """ "image": "a", "connectionString": "@" """,
        """ "image": "a", "volumes": [ { "name": "@", "target": "/data", "readOnly": false } ] """,
        """ "image": "a", "volumes": [ { "name": "v", "target": "/data/@", "readOnly": false } ] """,
        """ "image": "a", "bindMounts": [ { "source": "@", "target": "/data", "readOnly": false } ] """,
        """ "image": "a", "bindMounts": [ { "source": "./x", "target": "/data/@", "readOnly": false } ] """,
        """ "image": "@" """,
        """ "build": { "context": ".", "dockerfile": "Dockerfile", "args": { "A": "@" } } """,
    ];

    [Theory]
    [MemberData(nameof(Fields))]
    public void ReferenceToNothing_IsRefused(string fields) => Assert.NotEmpty(Build(fields, "{nowhere.value}").Problems);

    [Theory]
    [MemberData(nameof(Fields))]
    public void Reference_IsResolvedOrRefused(string fields)
    {
        var reading = Build(fields, "{open.value}");

        var printed = PlainObjects.Of(reading.Model, "shop").Select(file => file.Print());
        Assert.DoesNotContain(printed.SelectMany(text => text.Split('\n')), line => Expression.Parse(line).References.Any());
    }

    [Fact]
    public void ImageOfTheSettings_StandsInForAnExpression()
    {
        var reading = Build(""" "image": "@" """, "{open.value}", new WorkloadSettings { Image = "example.com/a:1" });

        Assert.Empty(reading.Problems);
        Assert.Equal("example.com/a:1", Assert.Single(reading.Model.Workloads).Image.Reference);
    }

    private static ClusterModelReading Build(string fields, string reference, WorkloadSettings? settings = null) => ClusterModelBuilder.Build(
        SampleModel.Manifest($$"""
            "open": { "type": "parameter.v0", "value": "{open.inputs.value}", "inputs": { "value": { "type": "string", "default": { "value": "x" } } } },
            "a": { "type": "container.v1", {{fields.Replace("@", reference, StringComparison.Ordinal)}} }
            """),
        new KubernetesOptions { Application = "shop", Resources = settings is null ? new Dictionary<string, WorkloadSettings>() : new Dictionary<string, WorkloadSettings> { ["a"] = settings } },
        new HashSet<string>());
}
