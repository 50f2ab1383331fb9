using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.AppModel.Parameters;
using MicroService.Publishing.Databases;
using MicroService.Publishing.Names;
using MicroService.Publishing.Ports;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>The warnings about the model as a whole.</summary>
internal static class ModelWarnings
{
    public static IEnumerable<PublishWarning> Of(ClusterPlan plan)
    {
        foreach (var key in plan.Manifest.UnknownKeys)
        {
            yield return new PublishWarning(
                key.Pointer.Split('/') is [_, "resources", var resource, ..] ? resource.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal) : "manifest",
                $"{key.Pointer} (line {key.Line}, column {key.Column}): {key.Message} It is left out.",
                "Correct it if it is a slip of the pen; if a later Aspire wrote it, use a version of this tool that knows it.",
                IsLoss: true);
        }

        var plain = plan.Workloads.Where(resource => resource is ProjectResource && plan.Ports(resource.Name).Plain.Count > 0).Select(resource => resource.Name).ToList();
        if (plain is [var first, ..])
        {
            yield return new PublishWarning(
                first,
                $"Projects have no certificate in a cluster, so the HTTPS of {NameList.Of(plain)} is plain HTTP there.",
                "End TLS at the ingress or gateway, or encrypt between pods with a service mesh.",
                IsLoss: false);
        }

        foreach (var (resource, binding) in plan.Workloads.OfType<ProjectResource>().SelectMany(resource => plan.Ports(resource.Name).Plain.Where(binding => IsHttp2ByTls(resource, binding, plan.Ports(resource.Name))).Select(binding => (resource, binding))))
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

        if (Unreachable(plan) is { } unreachable)
        {
            yield return unreachable;
        }

        foreach (var resource in plan.Workloads.Where(resource => plan.Profile(resource).StartsEmpty))
        {
            var models = ModelsOf(resource, plan);
            yield return new PublishWarning(
                resource.Name,
                $"Nobody loads models into {plan.Profile(resource).Name}: it starts with none, and answers a call for {(models.Count > 0 ? NameList.Of(models) : "any")} with not found.",
                $"Load each once it runs, such as kubectl exec {plan.Names[resource.Name]}-0 -- ollama pull {(models.Count > 0 ? models[0] : "<model>")}, or use an image that has them.",
                IsLoss: false);
        }

        foreach (var name in plan.Options.SharedVolumes.Where(name => !plan.Workloads.OfType<ContainerResource>().Any(resource => resource.Volumes.Any(volume => volume.Name == name))))
        {
            yield return new PublishWarning(name, $"Kubernetes:SharedVolumes names {name}, which is no volume of the manifest.", "Remove it, or write the name as the manifest has it.", IsLoss: false);
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
        foreach (var shared in volumes.GroupBy(volume => volume.Name, volume => volume.Resource).Where(group => group.Key.Length > 0 && group.Count() > 1 && !plan.Options.SharedVolumes.Contains(group.Key)))
        {
            yield return new PublishWarning(
                shared.First(),
                $"The volume {shared.Key} is shared by {string.Join(", ", shared)}, but each gets a claim of its own.",
                "Let one of them own the data, or name the volume in Kubernetes:SharedVolumes, with a StorageClass whose volumes several nodes may write to.",
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

    // The models that connection strings name: {ollama.connectionString};Model=llama3.2
    private static List<string> ModelsOf(WorkloadResource resource, ClusterPlan plan) =>
    [
        .. from expression in plan.Manifest.Resources.SelectMany(other => other.Expressions())
           where expression.Text.Contains("Model=", StringComparison.OrdinalIgnoreCase)
               && Expression.Parse(expression.Text).References.Any(reference => reference.Resource == resource.Name)
           from part in expression.Text.Split(';')
           where part.StartsWith("Model=", StringComparison.OrdinalIgnoreCase) && !part.Contains('{', StringComparison.Ordinal)
           group part by part["Model=".Length..].Trim() into named
           select named.Key,
    ];

    // The variables may set the protocol for the endpoint or for all endpoints. HTTP/2 without TLS in the model needs nothing.
    private static bool IsHttp2ByTls(WorkloadResource resource, Binding binding, PortPlan ports) =>
        binding.Transport == "http2" && !PortPlan.HasEndpoint(resource, binding)
        && !resource.Bindings.Any(other => other is { Scheme: "http", Transport: "http2" } && ports.Port(other) == ports.Port(binding))
        && !resource.Environment.Keys.Any(name => name.EndsWith("Kestrel__EndpointDefaults__Protocols", StringComparison.OrdinalIgnoreCase));

    private static PublishWarning? Unreachable(ClusterPlan plan)
    {
        var open = plan.Workloads.Select(resource => (Resource: resource, Ports: Unrouted(resource, plan))).Where(workload => workload.Ports.Count > 0).ToList();
        if (open.Count == 0)
        {
            return null;
        }

        var places = open.Select(workload => $"{plan.Names[workload.Resource.Name]} ({string.Join(", ", workload.Ports.Select(port => $"port {port.ServicePort}{(port.IsHttp ? "" : $", {port.Protocol} without HTTP")}"))})");
        return new PublishWarning(
            open[0].Resource.Name,
            $"No route leads to the external bindings of {NameList.Of(places)}: callers outside of the cluster can't reach them yet, and their pods admit only the namespace {plan.Options.IngressNamespace}.",
            "For HTTP, set IngressClass or Gateway, and Host, in Kubernetes:Defaults or Kubernetes:Resources:<name>; route anything else by hand. If callers come from another namespace, set Kubernetes:IngressNamespace.",
            IsLoss: false);
    }

    // A route leads to the first external HTTP port.
    private static List<ClusterPort> Unrouted(WorkloadResource resource, ClusterPlan plan)
    {
        var settings = plan.SettingsOf(resource.Name);
        var ports = settings.Kind == WorkloadKind.Job ? [] : plan.Ports(resource.Name).Ports.Where(port => port.IsExternal).ToList();
        var isRouted = settings is { IngressClass: { Length: > 0 } } or { Gateway: { Length: > 0 } };
        return isRouted && ports.Find(port => port.IsHttp) is { } routed ? [.. ports.Where(port => port != routed)] : ports;
    }

    private static IEnumerable<IGrouping<string, string>> ParameterVariables(AppManifest manifest) =>
        from parameter in manifest.Resources
        from input in parameter.Inputs
        let key = ParameterStore.KeyOf(parameter, input)
        group key by ParameterStore.VariableName(key);
}
