using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>Exports the app model as the manifest that Aspire's own step <c>publish-manifest</c> writes.</summary>
/// <remarks>Aspire's manifest writer isn't public. Its step is, and it asks its services where to write: it is told a temporary file.</remarks>
internal static class ManifestExporter
{
    public const string StepName = "publish-manifest";
    public const string FileName = "aspire-manifest.json";

    private static readonly string[] Paths = ["path", "context", "dockerfile", "workingDirectory", "source"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The manifest with paths relative to a folder, the same bytes wherever it is exported.</summary>
    public static async Task<byte[]> ExportAsync(PipelineStepContext context, PipelineStep step, string root)
    {
        var folder = Directory.CreateTempSubdirectory("aspire-manifest-").FullName;
        try
        {
            var file = Path.Combine(folder, FileName);
            var pipeline = context.PipelineContext;
            var services = new ExportServices(pipeline.Services, file);
            await step.Action(new PipelineStepContext
            {
                PipelineContext = new PipelineContext(pipeline.Model, pipeline.ExecutionContext, services, pipeline.Logger, pipeline.CancellationToken),
                ReportingStep = context.ReportingStep,
            });
            return Relocated(await File.ReadAllBytesAsync(file, context.CancellationToken), folder, root);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The folder that paths in the manifest are relative to: the one of the committed manifest, else the repository's, else the AppHost's parent.</summary>
    public static string RootOf(string appHost)
    {
        var folders = new List<string>();
        for (var at = Path.GetFullPath(appHost); at is not null; at = Path.GetDirectoryName(at))
        {
            folders.Add(at);
        }

        // A worktree has a file of that name.
        return folders.Find(folder => File.Exists(Path.Combine(folder, FileName)))
            ?? folders.Find(folder => Path.Exists(Path.Combine(folder, ".git")))
            ?? folders[Math.Min(1, folders.Count - 1)];
    }

    private static byte[] Relocated(byte[] manifest, string from, string to)
    {
        var document = JsonNode.Parse(manifest)!;
        foreach (var resource in document["resources"]?.AsObject().Select(pair => pair.Value).OfType<JsonObject>() ?? [])
        {
            Relocate(resource, from, to);
        }

        return JsonSerializer.SerializeToUtf8Bytes(document, Indented);
    }

    private static void Relocate(JsonObject owner, string from, string to)
    {
        foreach (var name in Paths)
        {
            // Expressions such as {name.value} are no paths.
            if (owner[name] is JsonValue value && value.TryGetValue<string>(out var path) && !path.StartsWith('{'))
            {
                owner[name] = Path.GetRelativePath(to, Path.GetFullPath(path, from)).Replace('\\', '/');
            }
        }

        IEnumerable<JsonNode?> inner = [owner["build"], .. owner["bindMounts"] as JsonArray ?? []];
        foreach (var child in inner.OfType<JsonObject>())
        {
            Relocate(child, from, to);
        }
    }

    private sealed class ExportServices(IServiceProvider services, string file) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(IOptions<PipelineOptions>) ? Options.Create(new PipelineOptions { OutputPath = file })
            : serviceType == typeof(ILoggerFactory) ? NullLoggerFactory.Instance
            : services.GetService(serviceType);
    }
}
