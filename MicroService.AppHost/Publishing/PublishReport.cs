using MicroService.Advisor.Manifests;
using MicroService.AppHost.Kubernetes.Cluster;
using MicroService.AppHost.Kubernetes.Layout;
using Spectre.Console;

namespace MicroService.AppHost.Publishing;

/// <summary>Tells people what came of a run: a tree with counts, warnings, what to look at, what to do next.</summary>
internal sealed class PublishReport(IAnsiConsole console, Publication publication, PublishOptions options)
{
    /// <summary>The tree, and below it warnings and what is left for review.</summary>
    /// <param name="outcome">What happened to the files, in a sentence.</param>
    public void Write(string outcome)
    {
        console.Write(Tree());
        Say(outcome);
        WriteWarnings();
        WriteReview();
    }

    /// <summary>The commands that deploy what was written.</summary>
    public void WriteNext(bool isResolved)
    {
        var folder = Relative(options.OutputFolder);
        var target = publication.Overlays.FirstOrDefault() ?? publication.Base;
        var path = target.IsBase ? $"{folder}/{BaseFolder.Name}" : $"{folder}/{OverlayFolder.Parent}/{target.Name}";
        console.MarkupLine("\n[bold]Next[/]");
        if (publication.Base.Model.Workloads.Where(workload => workload.Image.IsBuilt).Select(workload => workload.Image.Reference).Distinct().ToList() is { Count: > 0 } built)
        {
            Say($"  build and push {string.Join(", ", built)}; say where to in {folder}/{BaseFolder.Name}/{Kustomization.FileName} (kustomize edit set image)");
        }

        Say($"  kubectl apply -k {path}");
        if (publication.Secrets.Workloads.Any(workload => workload.Secrets.Count > 0))
        {
            if (!isResolved)
            {
                Say($"  {CommandLine()} --resolve, or copy {folder}/{SecretsFolder.Name}/*.env.example to *.env and fill them in");
            }

            Say($"  kubectl apply -k {folder}/{SecretsFolder.Name} -n {target.Namespace}");
        }
    }

    private string CommandLine()
    {
        var arguments = options.IsOwn ? "" : $" --manifest {Relative(options.ManifestPath)} --output {Relative(options.OutputFolder)}";
        var settings = options.SettingsFile is { } file ? $" --settings {Relative(file)}" : "";
        return $"publish{arguments}{settings}{string.Concat(options.External.Order(StringComparer.Ordinal).Select(name => $" --external {name}"))}";
    }

    private void Say(string line) => console.MarkupLine(Markup.Escape(line));

    private Tree Tree()
    {
        var objects = Objects(publication.Base).Count();
        var tree = new Tree(new Markup(
            $"[bold]{Markup.Escape(Relative(options.OutputFolder))}[/] from {Markup.Escape(Relative(options.ManifestPath))}: "
            + Markup.Escape($"{Count(publication.Base.Model.Workloads.Count, "workload")}, {Count(objects, "object")}, {Count(publication.Base.Application.Applied.Count, "fix", "fixes")} applied")));
        tree.Guide = console.Profile.Capabilities.Unicode ? TreeGuide.Line : TreeGuide.Ascii;
        var basis = tree.AddNode(Folder(BaseFolder.Name, $"namespace {publication.Base.Namespace}"));
        foreach (var file in publication.Base.Application.Files)
        {
            var name = file.Name == HardenedApplication.NamespaceFile ? "(namespace)" : file.Name;
            basis.AddNode(Markup.FromInterpolated($"{name}: {string.Join(", ", Kinds(file))}"));
        }

        if (publication.Overlays.Any())
        {
            var overlays = tree.AddNode(Folder(OverlayFolder.Parent));
            foreach (var overlay in publication.Overlays)
            {
                overlays.AddNode(Markup.FromInterpolated($"{overlay.Name}: namespace {overlay.Namespace}, {Count(Patches(overlay), "object")} changed"));
            }
        }

        foreach (var rest in publication.Files.Where(file => IsNeither(file.Path)).CountBy(file => file.Path.Split('/')[0]))
        {
            tree.AddNode(Folder(rest.Key, Count(rest.Value, "file")));
        }

        return tree;
    }

    private void WriteWarnings()
    {
        if (publication.Warnings is not { Count: > 0 } warnings)
        {
            return;
        }

        Say($"\n{Count(warnings.Count, "warning")}");
        foreach (var warning in warnings)
        {
            console.MarkupLineInterpolated($"  [yellow]{(warning.IsLoss ? "not published" : "look at")}[/] [bold]{warning.Resource}[/]: {warning.Message}");
            console.MarkupLineInterpolated($"    {warning.Advice}");
        }
    }

    private void WriteReview()
    {
        var review = publication.Variants
            .SelectMany(variant => variant.Application.Review)
            .Select(finding => $"{finding.Object}{(finding.Container is null ? "" : $" {finding.Container}")}: {finding.Message} [{finding.RuleId}]")
            .Distinct()
            .ToList();
        if (review.Count == 0)
        {
            return;
        }

        Say($"\n{Count(review.Count, "finding")} for a person to decide");
        foreach (var line in review)
        {
            Say($"  {line}");
        }
    }

    private int Patches(ApplicationVariant overlay)
    {
        var path = $"{OverlayFolder.Parent}/{overlay.Name}/";
        var own = publication.Files.Where(file => file.Path.StartsWith(path, StringComparison.Ordinal)).ToList();
        return own.Count - 1 + own.Sum(file => file.Content.Split("\n- target:\n").Length - 1);
    }

    private static Markup Folder(string name, string note = "") => Markup.FromInterpolated($"[bold]{name}/[/]{(note.Length > 0 ? $" {note}" : "")}");

    private static bool IsNeither(string path) =>
        !path.StartsWith($"{BaseFolder.Name}/", StringComparison.Ordinal) && !path.StartsWith($"{OverlayFolder.Parent}/", StringComparison.Ordinal);

    private static IEnumerable<MappingNode> Objects(ApplicationVariant variant) => variant.Application.Files.SelectMany(Roots);

    private static IEnumerable<MappingNode> Roots(ManifestFile file) => file.Documents.Select(document => document.Root).OfType<MappingNode>();

    private static IEnumerable<string> Kinds(ManifestFile file) =>
        Roots(file).CountBy(node => node.Text("kind") ?? "").Select(kind => kind.Value == 1 ? kind.Key : $"{kind.Value} {kind.Key}");

    private static string Count(int count, string one, string? many = null) => $"{count} {(count == 1 ? one : many ?? $"{one}s")}";

    // As one would type it: from the current folder where it is in there.
    private static string Relative(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path).Replace('\\', '/');
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
