using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using MicroService.Advisor.Printing;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Secrets;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Publishing.Planning;

/// <summary>What holds for every manifest, seen on many that were made up.</summary>
public sealed partial class GeneratedManifestTests
{
    private const string Value = "v4lue-of-a-secret";

    private static readonly KubernetesOptions Options = new() { Application = "shop" };

    // References to all there is, parts of them in text; the values of "key" are secret.
    private static readonly string[] Pieces =
    [
        "{key.value}", "{key-uri.value}", "{plain.value}", "{asked.value}", "{store.connectionString}", "{db.connectionString}", "{store.bindings.tcp.host}", "{web.bindings.http.url}",
        "{web.bindings.https.url}", "{web.bindings.http.port}", "{tool.bindings.http.url}", "{cloud.outputs.x}", "{cloud.connectionString}", "{gone.connectionString}", "{web.containerImage}",
        "/{**all}", "{{", "}}", "$", "$(", ")", "yes", " ", ";", "=", "0x10",
    ];

    private static readonly Gen<string> Text = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]).Array[0, 4].Select(string.Concat);

    private static readonly Gen<AppManifest> Manifests =
        Gen.Select(Text.Array[0, 5], Text.Array[0, 4], Gen.Bool, Gen.Bool).Select((variables, arguments, isProject, hasShell) => Manifest(variables, arguments, isProject, hasShell));

    [Fact]
    public void Manifest_IsPublishedWithoutReferencesAndSecrets() => Manifests.Sample(manifest =>
    {
        if (Model(manifest) is not { } model)
        {
            return;
        }

        var text = string.Concat(PlainObjects.Of(model, "shop").Select(file => file.Print()));

        Assert.DoesNotMatch(LeftOver(), text);
        Assert.DoesNotContain(Value, text, StringComparison.Ordinal);
        Assert.All(model.Workloads.SelectMany(workload => workload.Calls), call => Assert.Contains(model.Workload(call.Workload).Ports, port => port.Name == call.Port));
    });

    [Fact]
    public void EveryKey_HasAValueOrAReason() => Manifests.Sample(manifest =>
    {
        if (Model(manifest) is not { } model)
        {
            return;
        }

        var keys = SecretResolver.Resolve(manifest, model, Options, new HashSet<string>(), (_, input) => new Resolution.Known(input.Default ?? "given", input.Secret)).SelectMany(secret => secret.Keys);

        Assert.All(keys, key => Assert.True(key.Value is null ^ key.Missing is null));
        Assert.All(keys.Where(key => key.Value is not null), key => Assert.DoesNotMatch(LeftOver(), key.Value!));
    });

    [Fact]
    public void MutatedManifest_IsBuiltOrReported()
    {
        var root = File.ReadAllBytes(RepositoryRoot.Combine("aspire-manifest.json"));
        Gen.Select(Gen.Int[0, root.Length - 1], Gen.Byte[(byte)' ', (byte)'~']).Array[1, 4].Sample(changes =>
        {
            var mutated = root.ToArray();
            foreach (var (at, value) in changes)
            {
                mutated[at] = value;
            }

            Assert.NotNull(ClusterModelBuilder.Build(AppManifestReader.Read(mutated, "/src/shop").Manifest, Options, new HashSet<string>()));
        });
    }

    // Null where a secret stands in a script so that nothing can be made of it, such as behind a dollar sign.
    private static ClusterModel? Model(AppManifest manifest)
    {
        var reading = ClusterModelBuilder.Build(manifest, Options, new HashSet<string>());
        Assert.All(reading.Problems, problem => Assert.Contains("no variable can take its place", problem.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(reading.Problems, _ => !manifest.Resources.OfType<ContainerResource>().Any(app => app is { Name: "app", Entrypoint: "/bin/sh" }));
        return reading.Problems.Count == 0 ? reading.Model : null;
    }

    private static AppManifest Manifest(string[] variables, string[] arguments, bool isProject, bool hasShell)
    {
        var app = new JsonObject
        {
            ["type"] = isProject ? "project.v1" : "container.v1",
            [isProject ? "path" : "image"] = "app",
            ["env"] = new JsonObject(variables.Select((text, index) => KeyValuePair.Create($"V{index}", (JsonNode?)text))),
            ["args"] = new JsonArray([.. (hasShell ? arguments.Prepend("-c") : arguments).Select(argument => (JsonNode?)argument)]),
        };
        if (hasShell && !isProject)
        {
            app["entrypoint"] = "/bin/sh";
        }

        return SampleModel.Manifest($$"""
            "app": {{app.ToJsonString()}},
            "key": { "type": "parameter.v0", "value": "{key.inputs.value}", "inputs": { "value": { "type": "string", "secret": true, "default": { "value": "{{Value}}" } } } },
            "key-uri": { "type": "annotated.string", "value": "{key.value}", "filter": "uri" },
            "plain": { "type": "parameter.v0", "value": "{plain.inputs.value}", "inputs": { "value": { "type": "string", "default": { "value": "p" } } } },
            "asked": { "type": "parameter.v0", "value": "{asked.inputs.value}", "inputs": { "value": { "type": "string" } } },
            "store": { "type": "container.v1", "image": "postgres:17", "connectionString": "Host={store.bindings.tcp.host};Password={key.value}", "env": { "POSTGRES_PASSWORD": "{key.value}" },
              "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5432 } } },
            "db": { "type": "value.v0", "connectionString": "{store.connectionString};Database=db" },
            "web": { "type": "project.v1", "path": "w", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" }, "https": { "scheme": "https", "protocol": "tcp", "transport": "http" } } },
            "tool": { "type": "executable.v0", "command": "node", "workingDirectory": ".", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } },
            "cloud": { "type": "azure.bicep.v0", "path": "c.bicep", "connectionString": "x={cloud.outputs.x}" },
            "gone": { "error": "This resource does not support generation in the manifest." }
            """);
    }

    [GeneratedRegex(@"\{(key|key-uri|plain|asked|store|db|web|tool|cloud|gone)\.[\w-]+(\.[\w-]+)*\}")]
    private static partial Regex LeftOver();
}
