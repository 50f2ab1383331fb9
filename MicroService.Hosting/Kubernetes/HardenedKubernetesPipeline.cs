using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using MicroService.Hosting.Kubernetes.Deployment;
using MicroService.Hosting.Kubernetes.Publication;
using MicroService.Publishing;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.Hosting.Kubernetes;

/// <summary>The pipeline steps of one environment. None depends on Aspire's own build steps, which need a container runtime.</summary>
internal sealed class HardenedKubernetesPipeline(IDistributedApplicationBuilder builder, HardenedKubernetesResource environment)
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    private PipelineStep? _manifestStep;
    private bool _hasFailed;
    private DeploymentPlan? _plan;
    private RenderedDeployment? _rendering;
    private IReadOnlyList<BuiltImage> _images = [];

    public static IResourceBuilder<HardenedKubernetesResource> AddTo(IResourceBuilder<HardenedKubernetesResource> environment)
    {
        var pipeline = new HardenedKubernetesPipeline(environment.ApplicationBuilder, environment.Resource);
        environment.ApplicationBuilder.Services.AddLogging(logging => logging.AddFilter(HostCategory, level => level >= LogLevel.Information && !pipeline._hasFailed));
        return environment
            .WithPipelineConfiguration(context => pipeline._manifestStep = context.Steps.FirstOrDefault(step => step.Name == ManifestExporter.StepName))
            .WithPipelineStepFactory(_ => pipeline.Steps());
    }

    private IEnumerable<PipelineStep> Steps()
    {
        var (check, build, write, apply, rollout) = (
            $"check-{environment.Name}", $"build-images-{environment.Name}", $"write-deployment-{environment.Name}", $"apply-{environment.Name}", $"rollout-{environment.Name}");
        yield return Step($"publish-{environment.Name}", "Writes the hardened manifests.", PublishAsync, requiredBy: WellKnownPipelineSteps.Publish);
        yield return Step(check, "Finds everything that a deployment lacks.", CheckAsync);
        yield return Step(build, "Builds the images of projects with the .NET SDK, and pushes them.", BuildAsync, check);
        yield return Step(write, "Writes the manifests of the deployment with the digests of the images.", WriteAsync, build);
        yield return Step(apply, "Applies secrets and manifests, and removes what the application no longer has.", ApplyAsync, write);
        yield return Step(rollout, "Waits until all pods are ready.", WaitAsync, apply, WellKnownPipelineSteps.Deploy);
        yield return Step($"destroy-{environment.Name}", "Deletes what deployments applied, but no data.", DestroyAsync, requiredBy: WellKnownPipelineSteps.Destroy);
    }

    private PipelineStep Step(string name, string description, Func<PipelineStepContext, Task> action, string? dependsOn = null, string? requiredBy = null) => new()
    {
        Name = name,
        Description = description,
        Action = context => RunAsync(action, context),
        DependsOnSteps = dependsOn is null ? [] : [dependsOn],
        RequiredBySteps = requiredBy is null ? [] : [requiredBy],
    };

    // Without the CLI Aspire ends with 0 whatever happened, after it logged the failure of the pipeline once more as one of the host.
    private async Task RunAsync(Func<PipelineStepContext, Task> action, PipelineStepContext context)
    {
        try
        {
            await action(context);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _hasFailed = exception is StepFailedException;
            Environment.ExitCode = (exception as StepFailedException)?.ExitCode ?? PublishExitCodes.Defect;
            throw;
        }
    }

    private async Task PublishAsync(PipelineStepContext context)
    {
        var output = context.Services.GetRequiredService<IPipelineOutputService>();
        var isAlone = context.Model.Resources.OfType<HardenedKubernetesResource>().Count() == 1;
        var folder = isAlone ? output.GetOutputDirectory() : output.GetOutputDirectory(environment);
        Complete(context, await PublishingStep.RunAsync(context, await ExportAsync(context), folder, PublishAction.Write, LogLevel.Information));
    }

    private async Task CheckAsync(PipelineStepContext context) => _plan = await (await CheckOf(context)).PlanAsync();

    private async Task BuildAsync(PipelineStepContext context) => _images = await new ImageBuilder(context, _plan!, TimeProvider.System).BuildAsync();

    private async Task WriteAsync(PipelineStepContext context)
    {
        Complete(context, await PublishingStep.RunAsync(context, await ExportAsync(context), _plan!.Folder, PublishAction.Write));
        await DeploymentFiles.WriteAsync(_plan, _images, context.CancellationToken);
        _rendering = await Rendering.OfAsync(_plan, context.CancellationToken);
    }

    private Task ApplyAsync(PipelineStepContext context) => new ClusterApply(context, _plan!).ApplyAsync(_rendering!);

    private async Task WaitAsync(PipelineStepContext context)
    {
        await new ClusterApply(context, _plan!).WaitAsync(_rendering!);
        context.Summary.Add("Context", _plan!.Kubectl.Context);
        context.Summary.Add("Namespace", _plan.Namespace);
        foreach (var image in _rendering!.Images.Distinct(StringComparer.Ordinal))
        {
            context.Summary.Add("Image", image);
            // The summary is the CLI's; "dotnet run" shows the log alone.
            new StepOutput(context).Say(LogLevel.Information, $"Deployed {image}");
        }
    }

    private async Task DestroyAsync(PipelineStepContext context)
    {
        var plan = await (await CheckOf(context)).TargetAsync();
        await DestroyConfirmation.AskAsync(context, $"Delete {plan.Application} from the namespace {plan.Namespace} of the context {plan.Kubectl.Context}?");
        await new ClusterApply(context, plan).DeleteAsync();
        context.Summary.Add("Kept", $"the namespace {plan.Namespace}, its claims and Secrets: kubectl delete namespace {plan.Namespace} --context {plan.Kubectl.Context} deletes them");
    }

    private async Task<DeploymentCheck> CheckOf(PipelineStepContext context) =>
        new(context, await ExportAsync(context), WorkFolder(context), builder.Environment.EnvironmentName);

    // Beside other output of builds, unless a folder is named: nothing of a deployment is to be committed.
    private string WorkFolder(PipelineStepContext context) =>
        context.Services.GetRequiredService<IOptions<PipelineOptions>>().Value.OutputPath is { } folder
            ? Path.GetFullPath(folder)
            : Path.Combine(builder.AppHostDirectory, "obj", "kubernetes", environment.Name);

    private async Task<AppModelExport> ExportAsync(PipelineStepContext context)
    {
        var step = _manifestStep ?? throw new StepFailedException($"Aspire has no step {ManifestExporter.StepName} any more, which the manifest comes from.");
        var root = ManifestExporter.RootOf(builder.AppHostDirectory);
        var project = builder.AppHostAssembly?.GetName().Name ?? builder.Environment.ApplicationName;
        var settings = CodeSettings.Of(environment, context.Model.Resources, project);
        return new AppModelExport(
            await ManifestExporter.ExportAsync(context, step, root),
            Path.Combine(root, ManifestExporter.FileName),
            CodeSetting.Beneath(builder.Configuration, KubernetesOptionsReader.Section, settings));
    }

    private static void Complete(PipelineStepContext context, PublishingStep publishing)
    {
        if (publishing.ExitCode == PublishExitCodes.Good)
        {
            return;
        }

        new StepOutput(context).Say(LogLevel.Error, string.Join('\n', publishing.Problems));
        throw new StepFailedException("The app model can't be published (see above).") { ExitCode = publishing.ExitCode };
    }
}
