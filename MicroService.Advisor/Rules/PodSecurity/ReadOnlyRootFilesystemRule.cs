using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers write to volumes only.</summary>
public sealed class ReadOnlyRootFilesystemRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "read-only-root-filesystem",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers have a read-only root file system",
        Why = "On a writable root file system an intruder installs tools and changes the application, and stray writes fill the node's disk.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["no-read-only-root-fs"],
            KubeScore = ["container-security-context-readonlyrootfilesystem"],
            Polaris = ["notReadOnlyRootFilesystem"],
        },
        FixSummary = "Sets readOnlyRootFilesystem and mounts a sized emptyDir at /tmp and where a known image writes; none where false is written, for privileged containers, those with a GPU, commands that write elsewhere, variables that name what is written elsewhere, and images that write to folders of their own.",
    };

    // Enough for sockets, pid files and small uploads.
    private const string ScratchSize = "64Mi";

    // Leaves room for a number within the 63 characters of a volume's name.
    private const int LongestStem = 55;

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => !workload.IsWindows && workload.Containers.Count > 0;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        var taken = workload.PodSpec.Mappings("volumes").Select(volume => volume.Text("name")).ToHashSet();
        foreach (var (index, container) in workload.Containers.Index())
        {
            var readOnly = container.SecurityContext?.Scalar("readOnlyRootFilesystem");
            if (readOnly?.AsBoolean != true)
            {
                var node = readOnly ?? (Node?)container.SecurityContext ?? container.Node;
                var objection = RootNeed.Installation(container, context.Graph) ?? WrittenFiles.Objection(container, context.Graph) ?? RootNeed.UnknownStore([container])
                    // It is the default: who writes it down knows of something that the container writes, most likely.
                    ?? (readOnly?.AsBoolean == false ? "It is told so: decide where it writes." : null);
                var fix = objection is null ? Fix(container, index, taken, context.Graph) : null;
                var message = $"The container can write to its root file system.{(objection is null ? "" : $" {objection}")}";
                yield return Report(workload.Object, node, message, fix, container) with { Objection = objection };
            }
        }
    }

    private static Fix Fix(Container container, int index, HashSet<string?> taken, ObjectGraph graph)
    {
        var known = KnownImage.Of(container.Image);
        var workload = container.Workload;
        var fix = Fixes.Fix.Review("make the root file system read-only and mount scratch space where programs write")
            .Set(container.Node, ["securityContext", "readOnlyRootFilesystem"], true);
        var moved = (known?.Movable ?? []).Where(folder => IsSet(container, folder.Variable, graph)).Select(folder => folder.Path).ToList();
        foreach (var path in (known?.ScratchPaths ?? []).Prepend("/tmp")
            .Where(path => !IsMounted(container, path) && !moved.Contains(path)))
        {
            var name = VolumeName(container, index, path, taken);
            fix = fix
                .Append(workload.PodSpec, ["volumes"], MappingNode.Of(("name", name), ("emptyDir", MappingNode.Of(("sizeLimit", ScratchSize)))))
                .Append(container.Node, ["volumeMounts"], MappingNode.Of(("name", name), ("mountPath", path)));
        }

        return fix;
    }

    private static bool IsSet(Container container, string variable, ObjectGraph graph) =>
        container.Environment.Any(set => set.Text("name") == variable)
        || container.Node.Mappings("envFrom").Select(source => source.Mapping("configMapRef")?.Text("name")).OfType<string>()
            .Any(name => graph.FindFor(container.Workload, "ConfigMap", name)?.Root.Mapping("data")?.Has(variable) == true);

    private static bool IsMounted(Container container, string path) =>
        container.VolumeMounts.Select(mount => mount.Text("mountPath")?.TrimEnd('/')).Any(mounted =>
            mounted is not null && (path == mounted || path.StartsWith(mounted + "/", StringComparison.Ordinal)));

    // A pod's containers did not share files before, so each gets volumes of its own.
    private static string VolumeName(Container container, int index, string path, HashSet<string?> taken)
    {
        var folder = path.Trim('/').Replace('/', '-');
        var name = container.Workload.Containers.Count == 1 ? folder : $"{folder}-{container.Name}";
        if (!ObjectName.IsLabel(name))
        {
            name = $"{folder}-{index}";
        }

        var free = name;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = $"{name[..Math.Min(name.Length, LongestStem)]}-{number}";
        }

        return free;
    }
}
