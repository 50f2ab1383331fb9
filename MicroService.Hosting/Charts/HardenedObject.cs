using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Helm;
using YamlDotNet.Serialization;

namespace MicroService.Hosting.Charts;

/// <summary>Any object of a chart, written from the advisor's tree. Aspire has no types for budgets and policies, and omits fields of others.</summary>
internal sealed class HardenedObject : BaseKubernetesResource
{
    private readonly MappingNode _root;

    public HardenedObject(MappingNode root)
        : base(root.Text("apiVersion")!, root.Text("kind")!)
    {
        _root = root;
        ChartMetadata.CopyTo(Metadata, root);
    }

    // Members whose value is null are left out by Aspire's serializer; between them they are all that published objects have.
    [YamlMember(Alias = "spec")]
    public object? Spec => Field("spec");

    [YamlMember(Alias = "data")]
    public object? Data => Field("data");

    [YamlMember(Alias = "automountServiceAccountToken")]
    public object? AutomountServiceAccountToken => Field("automountServiceAccountToken");

    [YamlMember(Alias = "secrets")]
    public object? Secrets => Field("secrets");

    [YamlMember(Alias = "rules")]
    public object? Rules => Field("rules");

    [YamlMember(Alias = "roleRef")]
    public object? RoleRef => Field("roleRef");

    [YamlMember(Alias = "subjects")]
    public object? Subjects => Field("subjects");

    private object? Field(string name) => _root[name] is { } node ? PlainValue.Of(node) : null;
}
