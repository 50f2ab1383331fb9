using System.Globalization;
using Aspire.Hosting.Pipelines;
using MicroService.Hosting.Kubernetes.Publication;
using Microsoft.Extensions.Logging;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>Builds images with the container support of the .NET SDK, which needs no container runtime.</summary>
/// <param name="time">Makes the tags of images for local clusters.</param>
internal sealed class ImageBuilder(PipelineStepContext context, DeploymentPlan plan, TimeProvider time)
{
    private const string Sdk = "dotnet";

    private readonly StepOutput _output = new(context);

    /// <summary>The base image that the SDK chooses for a project; null where the project can't be read, which the build then says.</summary>
    public static async Task<string?> BaseImageAsync(ImageBuild image, CancellationToken cancellationToken)
    {
        var result = await Tool.RunAsync(
            Sdk,
            ["msbuild", image.Project, "-nologo", "-target:ComputeContainerBaseImage", "-getProperty:ContainerBaseImage", "-property:Configuration=Release"],
            cancellationToken);
        return result.IsGood && result.Output.Trim() is { Length: > 0 } name ? name : null;
    }

    /// <summary>Builds every image, and pushes it or loads it into the local cluster.</summary>
    /// <exception cref="StepFailedException">A build failed; what it printed was logged.</exception>
    public async Task<IReadOnlyList<BuiltImage>> BuildAsync()
    {
        var images = new List<BuiltImage>();
        foreach (var image in plan.Images)
        {
            images.Add(plan.Local is { } local && image.Name.Registry is null ? await LoadAsync(image, local) : await PushAsync(image));
        }

        return images;
    }

    private async Task<BuiltImage> PushAsync(ImageBuild image)
    {
        await using var task = await _output.BeginAsync($"Building and pushing {image.Name.Name}");
        var digest = await PublishAsync(
            image, [$"-property:ContainerRegistry={image.Name.Registry}", $"-property:ContainerImageTag={image.Name.Tag}"]);
        if (!digest.StartsWith("sha256:", StringComparison.Ordinal))
        {
            throw new StepFailedException(
                $"The build of {image.Resource} gave no digest. A project that builds for several runtimes has none: choose one with ContainerRuntimeIdentifier.");
        }

        await task.CompleteAsync($"{image.Name.Name}@{digest}", cancellationToken: context.CancellationToken);
        return new BuiltImage(image.Name.Name, digest, null);
    }

    // Without a registry there is no digest that a cluster could pull by; a tag of its own for each build makes new pods all the same.
    private async Task<BuiltImage> LoadAsync(ImageBuild image, LocalCluster cluster)
    {
        await using var task = await _output.BeginAsync($"Building {image.Name.Name} for the local cluster");
        var archive = Path.Combine(plan.Folder, "images", $"{image.Resource}.tar.gz");
        var tag = time.GetUtcNow().ToString("'local-'yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
        await PublishAsync(
            image with { Name = image.Name with { Repository = image.Name.Name } },
            ["-property:ContainerRegistry=", $"-property:ContainerArchiveOutputPath={archive}", $"-property:ContainerImageTag={tag}"]);
        var loaded = await Tool.RunAsync(cluster.Program, cluster.Arguments(archive), context.CancellationToken, line: Log);
        if (!loaded.IsGood)
        {
            throw new StepFailedException($"{cluster.Program} could not load the image of {image.Resource} into the cluster (see above).");
        }

        await task.CompleteAsync($"{image.Name.Name}:{tag}", cancellationToken: context.CancellationToken);
        return new BuiltImage(image.Name.Name, null, tag);
    }

    private async Task<string> PublishAsync(ImageBuild image, IEnumerable<string> properties)
    {
        var file = Path.GetTempFileName();
        try
        {
            string[] basis = plan.BaseImage is { } name ? [$"-property:ContainerBaseImage={name}"] : [];
            var result = await Tool.RunAsync(
                Sdk,
                [
                    "publish", image.Project, "-nologo", "-verbosity:quiet", "-target:PublishContainer", "--configuration", "Release",
                    "-getProperty:GeneratedContainerDigest", $"-getResultOutputFile:{file}",
                    $"-property:ContainerRepository={image.Name.Repository}", "-property:ContainerImageTags=", .. basis, .. properties,
                ],
                context.CancellationToken,
                line: Log);
            return result.IsGood
                ? (await File.ReadAllTextAsync(file, context.CancellationToken)).Trim()
                : throw new StepFailedException($"The image of {image.Resource} could not be built or pushed (see above). Nothing was applied.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Log(string line) => _output.Say(LogLevel.Information, line);
}
