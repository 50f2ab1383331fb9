using System.Globalization;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using MicroService.Hosting.Kubernetes.Publication;
using MicroService.Publishing;
using Microsoft.Extensions.Logging;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>Finds everything that a deployment lacks before it changes anything.</summary>
/// <param name="environment">The name of the AppHost's environment, which may be an overlay's.</param>
internal sealed class DeploymentCheck(PipelineStepContext context, AppModelExport export, string folder, string environment)
{
    private const string Base = "base";

    // kubectl 1.27 is the first one with kustomize 5, and a cluster of 1.30 the first that sleeps before it stops a pod.
    private static readonly Version LeastKubectl = new(1, 27);
    private static readonly Version LeastCluster = new(1, 30);

    private readonly List<string> _missing = [];
    private bool _answers;

    /// <summary>What a deployment does.</summary>
    /// <exception cref="StepFailedException">Something is missing: all of it was logged.</exception>
    public async Task<DeploymentPlan> PlanAsync() => Complete(await FindTargetAsync() is { } target ? await FindSourcesAsync(target) : null);

    /// <summary>What a deployment applied to; it has no images.</summary>
    /// <exception cref="StepFailedException">Something is missing: all of it was logged.</exception>
    public async Task<DeploymentPlan> TargetAsync() => Complete(await FindTargetAsync());

    private DeploymentPlan Complete(DeploymentPlan? plan)
    {
        var output = new StepOutput(context);
        if (_missing.Count == 0 && plan is not null)
        {
            var what = plan.Overlay.Length == 0 ? Base : plan.Overlay;
            output.Say(LogLevel.Information, $"The deployment is {what} of {plan.Application}, in the namespace {plan.Namespace} of the context {plan.Kubectl.Context}.");
            return plan;
        }

        output.Say(LogLevel.Error, string.Join('\n', _missing));
        throw new StepFailedException($"{_missing.Count} {(_missing.Count == 1 ? "thing is" : "things are")} missing (see above). Nothing was built or changed.");
    }

    private async Task<DeploymentPlan?> FindTargetAsync()
    {
        var values = Path.Combine(Path.GetTempPath(), $"deployment-{Path.GetRandomFileName()}");
        var publishing = await PublishingStep.RunAsync(context, export, values, PublishAction.Check);
        _missing.AddRange(publishing.Problems);
        var kubectl = await FindKubectlAsync(publishing.Command.Settings.Context);
        if (publishing.Command.Publication is not { } publication)
        {
            return null;
        }

        var overlays = publication.Overlays.Select(overlay => overlay.Name).ToList();
        var overlay = publishing.Command.Settings.Overlay ?? overlays.Find(name => name.Equals(environment, StringComparison.OrdinalIgnoreCase)) ?? (overlays.Count == 0 ? Base : null);
        var variant = publication.Variants.FirstOrDefault(variant => (variant.IsBase ? Base : variant.Name).Equals(overlay, StringComparison.OrdinalIgnoreCase));
        if (variant is null)
        {
            _missing.Add(
                (overlay is null ? $"An overlay: the settings have {string.Join(", ", overlays)}, and none is named like the environment {environment}." : $"The overlay {overlay}: the settings have {string.Join(", ", overlays)}.")
                + $" Run with --environment {overlays.FirstOrDefault() ?? Base}, or set Kubernetes:Overlay to one of them or to {Base}.");
        }

        // What is missing so far does not keep the rest from being found.
        variant ??= publication.Base;
        return new DeploymentPlan(
            kubectl ?? new Kubectl(""), publication.Base.Model.Name, variant.Namespace, variant.Name, folder, values, [], null, publishing.Command.Settings.BaseImage, publishing.Command);
    }

    private async Task<Kubectl?> FindKubectlAsync(string? wanted)
    {
        var client = await Tool.RunAsync(Kubectl.Program, ["version", "--client", "--output", "json"], context.CancellationToken);
        if (!client.IsGood || VersionOf(client.Output, "clientVersion") is not { } version || version < LeastKubectl)
        {
            _missing.Add(client.ExitCode is null
                ? "kubectl: it is not on the PATH (https://kubernetes.io/docs/tasks/tools)."
                : $"kubectl {LeastKubectl} or later, which has kustomize 5; this one is {VersionOf(client.Output, "clientVersion")?.ToString() ?? "of an unknown version"} (https://kubernetes.io/docs/tasks/tools).");
            return null;
        }

        string[] query = wanted is null ? ["config", "current-context"] : ["config", "get-contexts", wanted, "--output", "name"];
        var found = await Tool.RunAsync(Kubectl.Program, query, context.CancellationToken);
        if (!found.IsGood)
        {
            _missing.Add(wanted is null
                ? "A cluster: kubectl has no current context. Choose one with kubectl config use-context, or set Kubernetes:Context."
                : $"The context {wanted} (Kubernetes:Context): it is not in the kubeconfig; kubectl config get-contexts lists those that are.");
            return null;
        }

        var kubectl = new Kubectl(wanted ?? found.Output.Trim());
        var server = await kubectl.RunAsync(["version", "--output", "json", "--request-timeout", "15s"], context.CancellationToken);
        if (!server.IsGood || VersionOf(server.Output, "serverVersion") is not { } running)
        {
            _missing.Add($"The cluster of the context {kubectl.Context}: it does not answer. {(server.Trouble.Count > 0 ? server.Trouble[^1] : "")}".TrimEnd());
            return kubectl;
        }
        else if (running < LeastCluster)
        {
            _missing.Add($"A cluster with Kubernetes {LeastCluster} or later; the one of the context {kubectl.Context} has {running}.");
        }

        _answers = true;
        return kubectl;
    }

    private async Task<DeploymentPlan> FindSourcesAsync(DeploymentPlan target)
    {
        var images = Images(target).ToList();
        var isPushed = images.TrueForAll(image => image.Name.Registry is not null);
        var local = isPushed ? null : LocalCluster.Of(target.Kubectl.Context);
        await CheckBaseImagesAsync(images, target.BaseImage);
        await CheckDestinationAsync(images, isPushed, local);
        try
        {
            if (_answers && await KeptParameters.FetchAsync(target, context.CancellationToken) is { } trouble)
            {
                _missing.Add(trouble);
            }

            _missing.AddRange(KeptParameters.Missing(target));
        }
        finally
        {
            // Values must not outlive the check, whatever ends it.
            KeptParameters.Forget(target);
        }

        return target with { Images = images, Local = local };
    }

    private IEnumerable<ImageBuild> Images(DeploymentPlan target)
    {
        foreach (var workload in target.Command.Publication!.Base.Model.Workloads.Where(workload => workload.Image.IsBuilt).DistinctBy(workload => workload.Image.Reference))
        {
            var resource = context.Model.Resources.FirstOrDefault(resource => resource.Name.Equals(workload.Resource, StringComparison.OrdinalIgnoreCase));
            if (resource?.Annotations.OfType<IProjectMetadata>().LastOrDefault() is { } project)
            {
                yield return new ImageBuild(workload.Resource, project.ProjectPath, ImageName.Of(workload.Image.Reference));
            }
            else
            {
                _missing.Add($"The image of {workload.Resource}: it has a Dockerfile, which the .NET SDK can't build. Build and push it, and set Kubernetes:Resources:{workload.Resource}:Image to it, with its digest.");
            }
        }
    }

    private async Task CheckBaseImagesAsync(List<ImageBuild> images, string? given)
    {
        var bases = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            bases.Add(given ?? await ImageBuilder.BaseImageAsync(image, context.CancellationToken) ?? "");
        }

        foreach (var image in bases.Where(image => image.Length > 0))
        {
            if (await RegistryProbe.TroubleAsync(ImageName.HostOf(image), context.CancellationToken) is { } trouble)
            {
                _missing.Add($"The base image {image}: its registry can't be reached ({trouble}). Set Kubernetes:BaseImage to an image in a registry that this machine reaches.");
            }
        }
    }

    private async Task CheckDestinationAsync(List<ImageBuild> images, bool isPushed, LocalCluster? local)
    {
        if (!isPushed && local is null)
        {
            _missing.Add($"A registry for the images of {string.Join(", ", images.Select(image => image.Resource))}: set Kubernetes:Registry to one that the cluster pulls from. Only a cluster on this machine (kind, k3d, minikube, Docker Desktop) takes images without one.");
        }

        if (local is not null && (await Tool.RunAsync(local.Program, ["version"], context.CancellationToken)).ExitCode is null)
        {
            _missing.Add($"{local.Program}: it is not on the PATH, and loads the images into the cluster. Install it, or set Kubernetes:Registry.");
        }

        foreach (var host in images.Select(image => image.Name.Registry).OfType<string>().Distinct())
        {
            if (await RegistryProbe.TroubleAsync(host, context.CancellationToken) is { } trouble)
            {
                _missing.Add($"The registry {host}: it can't be reached ({trouble}).");
            }
        }
    }

    private static Version? VersionOf(string json, string member)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty(member, out var entry) || entry.GetProperty("gitVersion").GetString() is not { } text)
            {
                return null;
            }

            var parts = text.TrimStart('v').Split('.');
            return new Version(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or IndexOutOfRangeException or KeyNotFoundException)
        {
            return null;
        }
    }
}
