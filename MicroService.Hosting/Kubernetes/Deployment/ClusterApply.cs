using Aspire.Hosting.Pipelines;
using MicroService.Hosting.Kubernetes.Publication;
using MicroService.Publishing.Kustomize;
using Microsoft.Extensions.Logging;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>Applies a deployment, and removes what the application no longer has.</summary>
/// <remarks>
/// Pruning goes by the label that only this application's objects have, in its namespace alone, and by a list of kinds that can be made
/// anew: claims with data, Secrets and the namespace are never on it. Apply sets (<c>--applyset</c>) are alpha and would prune those, too.
/// </remarks>
internal sealed class ClusterApply(PipelineStepContext context, DeploymentPlan plan)
{
    private const string RolloutTime = "15m";

    private static readonly string[] Prunable =
    [
        "core/v1/ConfigMap", "core/v1/Service", "core/v1/ServiceAccount", "core/v1/ResourceQuota", "core/v1/LimitRange",
        "apps/v1/Deployment", "apps/v1/StatefulSet", "batch/v1/Job", "autoscaling/v2/HorizontalPodAutoscaler", "policy/v1/PodDisruptionBudget",
        "networking.k8s.io/v1/NetworkPolicy", "rbac.authorization.k8s.io/v1/Role", "rbac.authorization.k8s.io/v1/RoleBinding",
    ];

    // By its group, since a name alone may be one of a custom resource.
    private static readonly string[] Deletable =
    [
        "deployments.apps", "statefulsets.apps", "jobs.batch", "horizontalpodautoscalers.autoscaling", "poddisruptionbudgets.policy",
        "services", "configmaps", "serviceaccounts", "networkpolicies.networking.k8s.io", "roles.rbac.authorization.k8s.io",
        "rolebindings.rbac.authorization.k8s.io", "resourcequotas", "limitranges",
    ];

    private readonly StepOutput _output = new(context);

    /// <summary>Namespace, secrets, then everything, in this order: pods need not wait for what they mount.</summary>
    public async Task ApplyAsync(RenderedDeployment rendering)
    {
        if (rendering.Namespace is { } ns)
        {
            await DoAsync($"Creating the namespace {plan.Namespace}", ["apply", "--filename", "-"], ns);
        }

        await ApplySecretsAsync();
        await DoAsync(
            "Removing Jobs of the last deployment, which can't be changed",
            ["delete", "jobs.batch", "--selector", plan.Selector, "--namespace", plan.Namespace, "--ignore-not-found"]);
        await DoAsync(
            $"Applying to the namespace {plan.Namespace}",
            [
                "apply", "--kustomize", DeploymentFiles.FolderOf(plan), "--namespace", plan.Namespace, "--prune", "--selector", plan.Selector,
                .. Prunable.Select(kind => $"--prune-allowlist={kind}"),
            ]);
    }

    /// <summary>Waits until all pods are replaced and ready.</summary>
    public async Task WaitAsync(RenderedDeployment rendering)
    {
        foreach (var rollout in rendering.Rollouts)
        {
            await DoAsync($"Waiting for {rollout}", ["rollout", "status", rollout, "--namespace", plan.Namespace, "--timeout", RolloutTime]);
        }
    }

    /// <summary>Deletes what deployments applied. Claims, Secrets and the namespace stay, since data and its passwords can't be made anew.</summary>
    public Task DeleteAsync() => DoAsync(
        $"Deleting {plan.Application} from the namespace {plan.Namespace}",
        ["delete", string.Join(',', Deletable), "--selector", plan.Selector, "--namespace", plan.Namespace, "--ignore-not-found"]);

    // Server-side, since client-side apply would repeat every value in an annotation.
    private async Task ApplySecretsAsync()
    {
        string[] serverSide = ["--server-side", "--force-conflicts", "--namespace", plan.Namespace];
        try
        {
            if (await KeptParameters.FetchAsync(plan, context.CancellationToken) is { } trouble)
            {
                throw new StepFailedException(trouble);
            }

            var count = plan.Command.WriteSecrets();
            if (KeptParameters.Secret(plan) is { } parameters)
            {
                await DoAsync("Keeping the values of parameters", ["apply", "--filename", "-", .. serverSide], parameters);
            }

            if (count > 0)
            {
                File.Copy(Path.Combine(plan.Folder, SecretsFolder.Name, Kustomization.FileName), Path.Combine(KeptParameters.FolderOf(plan), Kustomization.FileName));
                await DoAsync($"Applying {count} {(count == 1 ? "Secret" : "Secrets")}", ["apply", "--kustomize", KeptParameters.FolderOf(plan), .. serverSide]);
            }
        }
        finally
        {
            KeptParameters.Forget(plan);
        }
    }

    private async Task DoAsync(string what, IReadOnlyList<string> arguments, string input = "")
    {
        await using var task = await _output.BeginAsync(what);
        var result = await plan.Kubectl.RunAsync(arguments, context.CancellationToken, input, line => _output.Say(LogLevel.Information, line));
        if (!result.IsGood)
        {
            throw new StepFailedException($"{what} failed: {string.Join(' ', result.Trouble)}");
        }

        await task.CompleteAsync(cancellationToken: context.CancellationToken);
    }
}
