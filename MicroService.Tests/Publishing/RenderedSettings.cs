using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Tests.Corpora;
using MicroService.Tests.Kustomize;

namespace MicroService.Tests.Publishing;

/// <summary>The settings that a pod of <c>deploy/</c> gets, as Kustomize renders them; secrets are not among them.</summary>
/// <param name="Variables">Variables with a value that is known before there is a pod.</param>
/// <param name="Files">The files of mounted ConfigMaps, by name.</param>
internal sealed record RenderedSettings(IReadOnlyDictionary<string, string> Variables, IReadOnlyDictionary<string, string> Files)
{
    public static async Task<RenderedSettings> OfAsync(string folder, string name)
    {
        var graph = new ObjectGraph([await KubectlProgram.RenderAsync(RepositoryRoot.Combine("deploy", folder))]);
        var workload = graph.Workloads.Single(workload => workload.Name == name);
        var container = workload.Containers.Single().Node;
        var variables = container.Mappings("envFrom").Select(source => source.At("configMapRef", "name")).OfType<ScalarNode>().SelectMany(map => Data(map.Value)).ToDictionary();
        foreach (var variable in container.Mappings("env").Where(variable => variable.Has("value")))
        {
            variables[variable.Text("name")!] = variable.Text("value")!;
        }

        var files = workload.PodSpec.Mappings("volumes").Select(volume => volume.At("configMap", "name")).OfType<ScalarNode>().SelectMany(map => Data(map.Value)).ToDictionary();
        Assert.NotEmpty(files);
        return new RenderedSettings(variables, files);

        IEnumerable<KeyValuePair<string, string>> Data(string map) =>
            graph.OfKind("ConfigMap", workload.Object.Namespace).Single(candidate => candidate.Name == map).Root.Mapping("data")!.Entries
                .Select(entry => KeyValuePair.Create(entry.Key.Value, ((ScalarNode)entry.Value).Value));
    }
}
