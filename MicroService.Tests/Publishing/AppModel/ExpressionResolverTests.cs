using System.Text;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;

namespace MicroService.Tests.Publishing.AppModel;

public sealed class ExpressionResolverTests
{
    private static readonly AppManifest Manifest = AppManifestReader.Read(
        Encoding.UTF8.GetBytes(
            """
            {
              "resources": {
                "cache": {
                  "type": "container.v0", "image": "garnet",
                  "connectionString": "{cache.bindings.tcp.host}:{cache.bindings.tcp.port},password={secret.value}",
                  "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 6379 } }
                },
                "gone": {
                  "type": "container.v0", "image": "gone",
                  "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } }
                },
                "secret": { "type": "parameter.v0", "value": "{secret.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } },
                "secret-uri-encoded": { "type": "annotated.string", "value": "{secret.value}", "filter": "uri" },
                "given": { "type": "parameter.v0", "value": "{given.inputs.value}", "connectionString": "{given.value}", "inputs": { "value": { "type": "string", "secret": true } } },
                "loop": { "type": "value.v0", "connectionString": "{pool.connectionString}" },
                "pool": { "type": "value.v0", "connectionString": "{loop.connectionString}" }
              }
            }
            """),
        "").Manifest;

    [Theory]
    [InlineData("{cache.bindings.tcp.url}", "tcp://cache.test:6379")]
    [InlineData("{cache.bindings.tcp.host}:{cache.bindings.tcp.port}", "cache.test:6379")]
    [InlineData("{cache.bindings.tcp.scheme}", "tcp")]
    [InlineData("{cache.connectionString}", "cache.test:6379,password=a/b c")]
    [InlineData("redis://:{secret-uri-encoded.value}@h", "redis://:a%2Fb%20c@h")]
    [InlineData("{secret.inputs.value}", "a/b c")]
    public void Reference_ComesToItsValue(string text, string value) => Assert.Equal(value, Known(text).Text);

    [Theory]
    [InlineData("{cache.bindings.tcp.port}", false)]
    [InlineData("{cache.connectionString}", true)]
    [InlineData("{secret-uri-encoded.value}", true)]
    public void ValueMadeOfASecret_IsASecret(string text, bool isSecret) => Assert.Equal(isSecret, Known(text).IsSecret);

    [Fact]
    public void Resources_IncludeIndirectOnes() => Assert.Equal(["cache", "secret"], Resolve("{cache.connectionString}").Resources.Order());

    [Fact]
    public void WhatDoesNotRun_MakesTheWholeAbsent() => Assert.IsType<Resolution.Absent>(Resolve("x{gone.bindings.http.url}").Outcome);

    [Fact]
    public void AddressOfAGivenConnectionString_IsAbsent() => Assert.IsType<Resolution.Absent>(Resolve("{given.bindings.tcp.host}").Outcome);

    [Theory]
    [InlineData("{nobody.value}", "nobody")]
    [InlineData("{cache.value}", "value")]
    [InlineData("{cache.bindings.http.url}", "http")]
    [InlineData("{cache.bindings.tcp.colour}", "colour")]
    [InlineData("{secret.inputs.other}", "other")]
    [InlineData("{secret.connectionString}", "connection string")]
    public void UnknownName_IsAProblemThatSaysIt(string text, string said) => Assert.Contains(said, Assert.Single(Resolve(text).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void SeveralProblems_AreAllReported() => Assert.Equal(2, Resolve("{nobody.value}{cache.value}").Problems.Count);

    [Fact]
    public void Cycle_IsAProblemThatShowsTheWay() =>
        Assert.Contains(
            "loop.connectionString → pool.connectionString → loop.connectionString",
            Assert.Single(Resolve("{loop.connectionString}").Problems).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 5_000)]
    [InlineData(2, 60)]
    public void ValuesWithoutEnd_AreOneProblem(int branches, int depth)
    {
        var values = Enumerable.Range(0, depth).Select(number =>
            $$""" "v{{number}}": { "type": "value.v0", "connectionString": "{{string.Concat(Enumerable.Repeat($$"""{v{{number + 1}}.connectionString}""", branches))}}" } """);
        var manifest = AppManifestReader.Read(Encoding.UTF8.GetBytes($$"""{ "resources": { {{string.Join(',', values)}}, "v{{depth}}": { "type": "value.v0", "connectionString": "x" } } }"""), "").Manifest;

        var resolved = new ExpressionResolver(manifest, new Answers()).Resolve(new ManifestExpression("/here", "{v0.connectionString}"));

        Assert.Contains("more references than can be followed", Assert.Single(resolved.Problems).Message, StringComparison.Ordinal);
    }

    private static ResolvedExpression Resolve(string text) => new ExpressionResolver(Manifest, new Answers()).Resolve(new ManifestExpression("/here", text));

    private static Resolution.Known Known(string text) => Assert.IsType<Resolution.Known>(Resolve(text).Outcome);

    private sealed class Answers : IReferenceSource
    {
        public Resolution Binding(WorkloadResource resource, Binding binding, string property) => (resource.Name, property) switch
        {
            ("gone", _) => new Resolution.Absent("it is gone"),
            (_, BindingProperties.Url) => new Resolution.Known($"{binding.Scheme}://{resource.Name}.test:{binding.TargetPort}"),
            (_, BindingProperties.Host) => new Resolution.Known($"{resource.Name}.test"),
            (_, BindingProperties.Scheme) => new Resolution.Known(binding.Scheme),
            _ => new Resolution.Known($"{binding.TargetPort}"),
        };

        public Resolution Input(ManifestResource parameter, ParameterInput input) => new Resolution.Known("a/b c", input.Secret);

        public Resolution? ConnectionString(ManifestResource resource) => null;

        public Resolution Output(ManifestResource resource, IReadOnlyList<string> path) => new Resolution.Absent("nothing is deployed");
    }
}
