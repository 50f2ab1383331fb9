using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Parameters;
using MicroService.Publishing.Databases;
using MicroService.Publishing.Ports;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>The warnings about the model as a whole.</summary>
internal static class ModelWarnings
{
    public static IEnumerable<PublishWarning> Of(ClusterPlan plan)
    {
        var plain = plan.Workloads.Where(resource => plan.Ports(resource.Name).Plain.Count > 0).Select(resource => resource.Name).ToList();
        if (plain is [var first, ..])
        {
            yield return new PublishWarning(
                first,
                $"Projects have no certificate in a cluster, so the HTTPS of {string.Join(", ", plain)} is plain HTTP there.",
                "End TLS at the ingress or gateway, or encrypt between pods with a service mesh.",
                IsLoss: false);
        }

        foreach (var (resource, binding) in plan.Workloads.SelectMany(resource => plan.Ports(resource.Name).Plain.Where(binding => IsHttp2ByTls(resource, binding, plan.Ports(resource.Name))).Select(binding => (resource, binding))))
        {
            yield return new PublishWarning(
                resource.Name,
                $"Its binding {binding.Name} is HTTP/2, which client and server negotiate in TLS. Without TLS, Kestrel uses HTTP/1.1 unless the program configures it.",
                "Set Kestrel:EndpointDefaults:Protocols to Http2 in its settings, as the template of gRPC services does, if all of its ports may be HTTP/2; or give the port an endpoint of its own in Kestrel:Endpoints.",
                IsLoss: false);
        }

        if (plan.Options.Application is null)
        {
            var name = ClusterModelBuilder.NameOf(plan.Manifest, plan.Options);
            yield return new PublishWarning(
                name, "The application and its namespace are named after the manifest's folder.", "Set Kubernetes:Application to have the same names wherever the manifest is.", IsLoss: false);
        }

        foreach (var warning in plan.Workloads.Select(resource => External(resource, plan)).OfType<PublishWarning>())
        {
            yield return warning;
        }

        foreach (var name in plan.Names.Shared)
        {
            yield return new PublishWarning(
                name,
                $"Another resource or the namespace itself has the same name in the cluster, so this one is named {plan.Names[name]}.",
                "Rename one of them if callers use its name.",
                IsLoss: false);
        }

        var volumes = plan.Workloads.OfType<ContainerResource>().SelectMany(resource => resource.Volumes.Select(volume => (volume.Name, Resource: resource.Name))).Distinct();
        foreach (var shared in volumes.GroupBy(volume => volume.Name, volume => volume.Resource).Where(group => group.Count() > 1))
        {
            yield return new PublishWarning(
                shared.First(),
                $"The volume {shared.Key} is shared by {string.Join(", ", shared)}, but each gets a claim of its own.",
                "Let one of them own the data, or mount a claim of a storage class that several nodes may write to with a patch in an overlay.",
                IsLoss: true);
        }

        foreach (var name in plan.Options.Resources.Keys.Where(name => !plan.Manifest.Resources.Any(resource => resource.Name.Equals(name, StringComparison.OrdinalIgnoreCase))))
        {
            var nearest = NearestKey.Of(name, plan.Manifest.Resources.Select(resource => resource.Name));
            yield return new PublishWarning(
                name,
                $"Kubernetes:Resources:{name} matches no resource of the manifest.",
                nearest is null ? "Remove it if it is no longer needed." : $"Rename it, if {nearest} is meant.",
                IsLoss: false);
        }

        foreach (var database in plan.Databases.Where(database => !CreatedDatabases.IsPlain(database.Name)))
        {
            yield return new PublishWarning(
                database.Resource,
                $"The name of the database, {database.Name}, contains characters with a meaning in shells or SQL, so no Job creates it.",
                $"Create it on {database.Server} by hand.",
                IsLoss: true);
        }

        foreach (var (resource, server, name) in CreatedDatabases.Unknown(plan.Manifest, plan.EngineOf).Where(database => !plan.Absent.ContainsKey(database.Server) && !plan.Absent.ContainsKey(database.Resource)))
        {
            yield return new PublishWarning(
                resource, $"The image of {server} is unknown, so no Job creates the database {name} there.", $"Create it on {server} by hand, or use the official image.", IsLoss: true);
        }

        foreach (var shared in ParameterVariables(plan.Manifest).Where(shared => shared.Skip(1).Any()))
        {
            yield return new PublishWarning(
                shared.First(), $"One variable, {shared.Key}, sets the parameters {string.Join(" and ", shared)}.", "Rename one of them unless they should have the same value.", IsLoss: false);
        }
    }

    // The variables may set the protocol for the endpoint or for all endpoints. HTTP/2 without TLS in the model needs nothing.
    private static bool IsHttp2ByTls(WorkloadResource resource, Binding binding, PortPlan ports) =>
        binding.Transport == "http2" && !PortPlan.HasEndpoint(resource, binding)
        && !resource.Bindings.Any(other => other is { Scheme: "http", Transport: "http2" } && ports.Port(other) == ports.Port(binding))
        && !resource.Environment.Keys.Any(name => name.EndsWith("Kestrel__EndpointDefaults__Protocols", StringComparison.OrdinalIgnoreCase));

    private static PublishWarning? External(WorkloadResource resource, ClusterPlan plan)
    {
        var ports = plan.SettingsOf(resource.Name).Kind == WorkloadKind.Job ? [] : plan.Ports(resource.Name).Ports.Where(port => port.IsExternal).ToList();
        if (ports.Count == 0)
        {
            return null;
        }

        var places = string.Join(" and ", ports.Select(port => $"port {port.ServicePort}{(port.IsHttp ? "" : $" ({port.Protocol}, no HTTP)")}"));
        return new PublishWarning(
            resource.Name,
            $"It has an external binding, but callers outside of the cluster can't reach it yet: its pods admit only the namespace {plan.Options.IngressNamespace}, and no route leads there.",
            $"Route a host name to {places} of the Service {plan.Names[resource.Name]} with an Ingress or a Gateway; if callers come from elsewhere, set Kubernetes:IngressNamespace.",
            IsLoss: false);
    }

    private static IEnumerable<IGrouping<string, string>> ParameterVariables(AppManifest manifest) =>
        from parameter in manifest.Resources.OfType<ParameterResource>()
        from input in parameter.Inputs
        let key = ParameterStore.KeyOf(parameter, input)
        group key by ParameterStore.VariableName(key);
}
