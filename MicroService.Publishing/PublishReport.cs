using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Resources;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Namespaces;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing;

/// <summary>Reports the result of a run: a tree with counts, warnings, findings to review, and the next steps.</summary>
internal sealed class PublishReport(TextWriter writer, Publication publication, PublishOptions options)
{
    private static readonly string[] Told = ["pods", "requests.cpu", "limits.memory", "requests.storage"];

    /// <summary>Writes the tree, the quotas, the warnings and the findings to review.</summary>
    /// <param name="outcome">What happened to the files, in a sentence.</param>
    public void Write(string outcome)
    {
        WriteTree();
        Say(outcome);
        WriteQuotas();
        WriteWarnings();
        WriteReview();
    }

    /// <summary>Writes the commands that deploy the files.</summary>
    public void WriteNext(bool isResolved)
    {
        var folder = Relative(options.OutputFolder);
        var target = publication.Overlays.FirstOrDefault() ?? publication.Base;
        var path = target.IsBase ? $"{folder}/{BaseFolder.Name}" : $"{folder}/{OverlayFolder.Parent}/{target.Name}";
        Say("\nNext");
        if (options.Configuration is not null)
        {
            Say("  aspire deploy, which builds and pushes the images and applies all of this with its secrets; or step by step:");
        }

        if (publication.Base.Model.Workloads.Where(workload => workload.Image.IsBuilt).Select(workload => workload.Image.Reference).Distinct().ToList() is { Count: > 0 } built)
        {
            Say($"  build and push {NameList.Of(built)}; say where to in {folder}/{BaseFolder.Name}/{Kustomization.FileName} (kustomize edit set image)");
        }

        Say($"  kubectl apply -k {path}");
        if (publication.Secrets.Workloads.Any(workload => workload.Secrets.Count > 0))
        {
            if (!isResolved)
            {
                Say($"  {(options.Configuration is null ? $"{CommandLine()} --resolve, or " : "")}copy {folder}/{SecretsFolder.Name}/*.env.example to *.env and fill them in");
            }

            Say($"  kubectl apply -k {folder}/{SecretsFolder.Name} -n {target.Namespace}");
        }
    }

    private string CommandLine()
    {
        var settings = options.SettingsFile is { } file ? $" --settings {Relative(file)}" : "";
        return $"microservice publish --manifest {Relative(options.ManifestPath)} --output {Relative(options.OutputFolder)}{settings}{string.Concat(options.External.Order(StringComparer.Ordinal).Select(name => $" --external {name}"))}";
    }

    private void Say(string line) => writer.WriteLine(line);

    private void WriteTree()
    {
        var objects = Objects(publication.Base).Count();
        Say(
            $"{Relative(options.OutputFolder)} from {Relative(options.ManifestPath)}: {Count(publication.Base.Model.Workloads.Count, "workload")}, "
            + $"{Count(objects, "object")}, {Count(publication.Base.Application.Applied.Count, "fix", "fixes")} applied");
        Say($"  {BaseFolder.Name}/ namespace {publication.Base.Namespace}");
        foreach (var file in publication.Base.Application.Files)
        {
            var name = file.Name == NamespaceFile.Name ? "(namespace)" : file.Name;
            Say($"    {name}: {string.Join(", ", Kinds(file))}");
        }

        if (publication.Overlays.Any())
        {
            Say($"  {OverlayFolder.Parent}/");
            foreach (var overlay in publication.Overlays)
            {
                Say($"    {overlay.Name}: namespace {overlay.Namespace}, {Count(Patches(overlay), "object")} changed");
            }
        }

        foreach (var rest in publication.Files.Where(file => IsNeither(file.Path)).CountBy(file => file.Path.Split('/')[0]))
        {
            Say($"  {rest.Key}/ {Count(rest.Value, "file")}");
        }
    }

    private void WriteQuotas()
    {
        Say("\nQuota: every workload at its full scale, and every old pod of a rollout until it is gone");
        foreach (var variant in publication.Variants)
        {
            var graph = new ObjectGraph(variant.Application.Files);
            Say($"  {variant.Namespace}");
            foreach (var demand in Told.Select(resource => QuotaDemand.Of(resource, variant.Namespace, graph)!).Where(demand => demand.Total > 0))
            {
                Say($"    {demand.Resource} {demand.TextOf(demand.Total)}: {demand.Parts()}");
            }
        }
    }

    private void WriteWarnings()
    {
        if (publication.Warnings is not { Count: > 0 } warnings)
        {
            return;
        }

        // What is true of several workloads is said once.
        var groups = warnings.GroupBy(warning => (warning.IsLoss, warning.Message, Advice: Unnamed(warning))).ToList();
        Say($"\n{Count(groups.Count, "warning")}");
        foreach (var group in groups)
        {
            var resources = group.Select(warning => warning.Resource).Distinct().ToList();
            Say($"  {(group.Key.IsLoss ? "not published" : "look at")} {NameList.Of(resources)}: {group.Key.Message}");
            Say($"    {(resources.Count == 1 ? group.First().Advice : group.Key.Advice)}");
        }
    }

    private void WriteReview()
    {
        var findings = publication.Variants.SelectMany(variant => variant.Application.Review).ToList();
        var review = ReviewLines.Of([.. findings.Where(finding => !IsSingleStore(finding))]).ToList();
        if (publication.Variants.SelectMany(variant => variant.Model.Workloads).Where(workload => workload.Kind == WorkloadKind.StatefulSet).Select(workload => workload.Name).Distinct().ToList() is { Count: > 0 } stores)
        {
            review.Add($"{NameList.Of(stores)}: Data is kept in one pod each, so the loss of its node is an outage until it runs elsewhere. More pods need replication, which an operator or a managed service sets up. [replicas]");
        }

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

    // Said of all of them at once: whether more pods of a store form a cluster is the same question for each.
    private static bool IsSingleStore(Finding finding) => finding is { RuleId: "replicas", Object.Kind: "StatefulSet" };

    private static string Unnamed(PublishWarning warning) => warning.Advice.Replace($":{warning.Resource}:", ":<name>:", StringComparison.Ordinal);

    private int Patches(ApplicationVariant overlay)
    {
        var path = $"{OverlayFolder.Parent}/{overlay.Name}/";
        var own = publication.Files.Where(file => file.Path.StartsWith(path, StringComparison.Ordinal)).ToList();
        return own.Count - 1 + own.Sum(file => file.Content.Split("\n- target:\n").Length - 1);
    }

    private static bool IsNeither(string path) =>
        !path.StartsWith($"{BaseFolder.Name}/", StringComparison.Ordinal) && !path.StartsWith($"{OverlayFolder.Parent}/", StringComparison.Ordinal);

    private static IEnumerable<MappingNode> Objects(ApplicationVariant variant) => variant.Application.Files.SelectMany(Roots);

    private static IEnumerable<MappingNode> Roots(ManifestFile file) => file.Documents.Select(document => document.Root).OfType<MappingNode>();

    private static IEnumerable<string> Kinds(ManifestFile file) =>
        Roots(file).CountBy(node => node.Text("kind") ?? "").Select(kind => kind.Value == 1 ? kind.Key : $"{kind.Value} {kind.Key}");

    private static string Count(int count, string one, string? many = null) => $"{count} {(count == 1 ? one : many ?? $"{one}s")}";

    // Relative to the current folder if the path is in it.
    private static string Relative(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path).Replace('\\', '/');
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
