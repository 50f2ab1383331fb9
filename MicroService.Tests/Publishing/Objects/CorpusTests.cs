using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Names;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Secrets;
using MicroService.Publishing.Settings;
using MicroService.Tests.Corpora;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Objects;

/// <summary>What holds for every published manifest of the corpus and for our own.</summary>
public sealed partial class CorpusTests
{
    private const string Own = "aspire-manifest.json";
    private const string Planted = "pl4nted-by-a-test";

    public static TheoryData<string> Manifests => [Own, .. SampleModel.Publishable];

    public static TheoryData<string> Refused => ["HealthChecks.json", "CustomResources.json"];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void EveryObject_ParsesBackToTheSame(string path)
    {
        foreach (var file in Files(path))
        {
            var reading = new ManifestReader().Read(file.Name, Encoding.UTF8.GetBytes(file.Print()));

            Assert.Empty(reading.Problems);
            Assert.Equal(file.Documents.Count, reading.File!.Documents.Count);
            Assert.All(file.Documents, (document, number) => Assert.True(document.Root!.DataEquals(reading.File.Documents[number].Root!)));
        }
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void NoReference_IsLeft(string path) =>
        Assert.DoesNotContain(Scalars(Files(path)), scalar => Reference().IsMatch(scalar.Value));

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Arguments_AreStrings(string path) =>
        Assert.All(
            Containers(Files(path)).SelectMany(container => (container.Sequence("command")?.Items ?? []).Concat(container.Sequence("args")?.Items ?? [])),
            argument => Assert.Equal(ScalarKind.String, Assert.IsType<ScalarNode>(argument).Kind));

    [Theory]
    [MemberData(nameof(Manifests))]
    public void SecretValue_IsInNoObject(string path) =>
        Assert.DoesNotContain(Scalars(PlainObjects.Of(SampleModel.Of(WithPlantedSecrets(path)), "shop")), scalar => scalar.Value.Contains(Planted, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Manifests))]
    public void SecretParameter_IsInEverySecretThatTakesIt(string path)
    {
        var manifest = WithPlantedSecrets(path);
        var model = SampleModel.Of(manifest);
        var isSecret = model.Parameters.Where(parameter => parameter.Input.Secret).Select(parameter => parameter.Name).ToHashSet();
        var keys = SecretResolver.Resolve(manifest, model, new KubernetesOptions { Application = "shop" }, new HashSet<string>(), (_, input) => new Resolution.Known(input.Default ?? "given", input.Secret));

        Assert.All(
            model.Workloads.SelectMany(workload => workload.Secrets.Select(secret => (workload.Name, Secret: secret))).Where(secret => secret.Secret.Unknown is null && secret.Secret.Parameters.Any(isSecret.Contains)),
            secret => Assert.Contains(Planted, keys.Single(resolved => resolved.Workload.Name == secret.Name).Keys.Single(key => key.Name == secret.Secret.Name).Value, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Names_AreLabelsAndNobodyElses(string path)
    {
        var objects = Roots(Files(path)).Select(root => (Kind: root.Text("kind"), Name: root.Mapping("metadata")!.Text("name")!)).ToList();

        Assert.All(objects, item => Assert.True(DnsLabel.Is(item.Name), item.Name));
        Assert.Equal(objects.Count, objects.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Calls_GoToPortsThatAreThere(string path)
    {
        var model = SampleModel.Of(Manifest(path));

        Assert.All(
            model.Workloads.SelectMany(workload => workload.Calls.Select(call => (Caller: workload, Call: call))),
            pair =>
            {
                Assert.NotEqual(pair.Caller.Name, pair.Call.Workload);
                Assert.Contains(model.Workload(pair.Call.Workload).Ports, port => port.Name == pair.Call.Port);
            });
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void SecondRun_ComesToTheSame(string path) =>
        Assert.Equal(Files(path).Select(file => file.Print()), Files(path).Select(file => file.Print()));

    [Theory]
    [MemberData(nameof(Refused))]
    public void ManifestWithNothingToRun_IsRefused(string file)
    {
        var reading = ClusterModelBuilder.Build(SampleModel.OfCorpus($"aspire-manifests/{file}"), new KubernetesOptions(), new HashSet<string>());

        Assert.Contains("nothing to publish", Assert.Single(reading.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BracesThatAreNoExpression_Survive() =>
        Assert.Equal("/catalog/{**catch-all}", SampleModel.Of(Manifest("aspire-manifests/TestShop.json")).Workload("apigateway").Setting("REVERSEPROXY__ROUTES__route0__MATCH__PATH"));

    private static IReadOnlyList<ManifestFile> Files(string path) => PlainObjects.Of(SampleModel.Of(Manifest(path)), "shop");

    private static string PathOf(string path) => path == Own ? RepositoryRoot.Combine(Own) : Corpus.File(path);

    private static AppManifest Manifest(string path) => AppManifestReader.ReadFile(PathOf(path)).Manifest;

    private static AppManifest WithPlantedSecrets(string path)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(PathOf(path)))!;
        foreach (var (_, resource) in manifest["resources"]!.AsObject())
        {
            foreach (var (_, input) in resource!["inputs"]?.AsObject() ?? [])
            {
                if (input!["secret"]?.GetValue<bool>() == true)
                {
                    input["default"] = new JsonObject { ["value"] = Planted };
                }
            }
        }

        return AppManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString()), "/src/shop").Manifest;
    }

    private static IEnumerable<MappingNode> Roots(IEnumerable<ManifestFile> files) => files.SelectMany(file => file.Documents).Select(document => document.Root!);

    private static IEnumerable<MappingNode> Containers(IEnumerable<ManifestFile> files) =>
        Roots(files).Select(root => root.At("spec", "template", "spec")).OfType<MappingNode>().SelectMany(pod => pod.Mappings("containers"));

    private static IEnumerable<ScalarNode> Scalars(IEnumerable<ManifestFile> files) => Roots(files).SelectMany(root => Scalars((Node)root));

    private static IEnumerable<ScalarNode> Scalars(Node node) => node switch
    {
        ScalarNode scalar => [scalar],
        MappingNode mapping => mapping.Entries.SelectMany(entry => Scalars(entry.Value).Prepend(entry.Key)),
        SequenceNode sequence => sequence.Items.SelectMany(Scalars),
        _ => [],
    };

    [GeneratedRegex(@"\{[\w-]+(\.[\w-]+)+\}")]
    private static partial Regex Reference();
}
