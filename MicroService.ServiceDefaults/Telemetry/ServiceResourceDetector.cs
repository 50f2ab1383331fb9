using MicroService.ServiceDefaults.Management;
using OpenTelemetry.Resources;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>Names the service, its version and its pod on everything that is exported.</summary>
internal sealed class ServiceResourceDetector(ServiceIdentity service) : IResourceDetector
{
    public Resource Detect()
    {
        var attributes = new List<KeyValuePair<string, object>>
        {
            new("service.name", service.Name),
            new("service.version", service.Version),
            new("service.instance.id", service.Instance),
            new("deployment.environment.name", service.Environment),
        };
        AddIfKnown("k8s.pod.name", service.Namespace is null ? null : service.Instance);
        AddIfKnown("k8s.namespace.name", service.Namespace);
        AddIfKnown("k8s.node.name", service.Node);
        return new Resource(attributes);

        void AddIfKnown(string name, string? value)
        {
            if (value is not null)
            {
                attributes.Add(new(name, value));
            }
        }
    }
}
