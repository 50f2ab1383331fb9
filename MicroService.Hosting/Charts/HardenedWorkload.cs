using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Helm;
using YamlDotNet.Serialization;

namespace MicroService.Hosting.Charts;

/// <summary>A Deployment or StatefulSet of a chart, written from the advisor's tree.</summary>
internal sealed class HardenedWorkload : Workload
{
    private readonly MappingNode _root;

    public HardenedWorkload(MappingNode root, PodTemplateSpecV1 template)
        : base(root.Text("apiVersion")!, root.Text("kind")!)
    {
        (_root, PodTemplate) = (root, template);
        ChartMetadata.CopyTo(Metadata, root);
    }

    /// <summary>Aspire's own template. It is not written, but Aspire chooses the node pool in it after all customizations have run.</summary>
    public override PodTemplateSpecV1 PodTemplate { get; }

    [YamlMember(Alias = "spec")]
    public object? Spec
    {
        get
        {
            var root = (MappingNode)_root.Clone();
            if (PodTemplate.Spec.NodeSelector.Count > 0 && root.At("spec", "template", "spec") is MappingNode pod)
            {
                pod.Set("nodeSelector", ChartNode.Of(PodTemplate.Spec.NodeSelector)!);
            }

            return PlainValue.Of(root["spec"]!);
        }
    }
}
