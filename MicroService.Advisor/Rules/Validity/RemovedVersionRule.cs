using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Objects use versions that Kubernetes serves.</summary>
public sealed class RemovedVersionRule() : ObjectRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "removed-api-version",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "API versions are still served",
        Why = "The API server no longer knows the version: kubectl and Helm refuse the object, and an upgrade of the cluster ends with releases that cannot be changed any more.",
        Reference = new Uri("https://kubernetes.io/docs/reference/using-api/deprecation-guide/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["no-extensions-v1beta"],
            KubeScore = ["stable-version"],
        },
        FixSummary = "Writes the version that replaces it where the fields are the same; turns the backends of an Ingress into the notation of v1.",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is not null && (BuiltInGroups.Has(candidate.ApiVersion, candidate.Kind) || RemovedVersion.Find(candidate.ApiVersion, candidate.Kind) is not null);

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (RemovedVersion.Find(candidate.ApiVersion, candidate.Kind) is { } removed)
        {
            var instead = removed.Replacement is { } replacement ? $"use {replacement}" : "nothing replaces it, see Pod Security Admission";
            yield return Report(
                candidate,
                candidate.Root.Scalar("apiVersion") ?? (Node)candidate.Root,
                $"Kubernetes {removed.Removed} removed {candidate.Kind} of {candidate.ApiVersion}; {instead}.",
                Migrate(candidate, removed));
        }
    }

    private static Fix? Migrate(KubernetesObject candidate, RemovedVersion removed)
    {
        if (removed.Replacement is not { } version)
        {
            return null;
        }

        switch (candidate.Kind)
        {
            case "Ingress":
                return MigrateIngress(candidate, version);
            case "Deployment" or "DaemonSet" or "ReplicaSet" or "StatefulSet" when candidate.Workload is { } workload:
                return MigrateWorkload(candidate, workload, version);
            // policy/v1 takes an empty selector for all pods, v1beta1 for none.
            case "PodDisruptionBudget" when LabelSelector.Of(candidate.Spec?.Mapping("selector")).IsEmpty:
                return null;
            default:
                return removed.IsCompatible ? Fix.Safe($"use {version}").Set(candidate.Root, ["apiVersion"], version) : null;
        }
    }

    private static Fix? MigrateWorkload(KubernetesObject candidate, Workload workload, string version)
    {
        var spec = workload.Spec;
        var selector = LabelSelector.Of(spec.Mapping("selector"));
        if (spec.Has("rollbackTo") || spec.Has("templateGeneration") || (!selector.IsEmpty && !selector.Matches(workload.PodLabels)))
        {
            return null;
        }

        // The defaults of apps/v1beta2 are those of v1; the older versions kept less history and updated differently.
        var fix = (candidate.ApiVersion == "apps/v1beta2" && !selector.IsEmpty ? Fix.Safe($"use {version}") : Fix.Review($"use {version}, with its defaults and an explicit selector"))
            .Set(candidate.Root, ["apiVersion"], version);
        return !selector.IsEmpty ? fix
            : workload.PodLabels is { Entries.Count: > 0 } labels ? fix.Set(spec, ["selector", "matchLabels"], Fresh.Copy(labels))
            : null;
    }

    private static Fix MigrateIngress(KubernetesObject candidate, string version)
    {
        var fix = Fix.Review($"use {version} and its notation of backends").Set(candidate.Root, ["apiVersion"], version);
        if (candidate.Spec is not { } spec)
        {
            return fix;
        }

        if (spec.Mapping("backend") is { } backend)
        {
            fix = fix.Set(spec, ["defaultBackend"], Backend(backend)).Remove(spec, "backend");
        }

        foreach (var path in spec.Mappings("rules").SelectMany(rule => rule.Mapping("http")?.Mappings("paths") ?? []))
        {
            if (path.Text("pathType") is null)
            {
                fix = fix.Set(path, ["pathType"], "ImplementationSpecific");
            }

            if (path.Mapping("backend") is { } old && old.Has("serviceName"))
            {
                fix = fix.Set(path, ["backend"], Backend(old));
            }
        }

        return fix;
    }

    private static Node Backend(MappingNode old)
    {
        if (old.Text("serviceName") is not { } service)
        {
            return Fresh.Copy(old);
        }

        var made = MappingNode.Of(("name", service));
        if (old.Scalar("servicePort") is { } port)
        {
            made.Set("port", MappingNode.Of(port.AsInteger is { } number ? ("number", number) : ("name", port.Value)));
        }

        return MappingNode.Of(("service", made));
    }
}
