using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Kustomize;

/// <summary>
/// Fixes what kustomize builds in the resources that it is built from. A patch is never changed: it is not an object, and what it decides
/// may be different on purpose. A resource that several builds share changes only as all of them need it.
/// </summary>
public sealed class KustomizeFixer(Fixer fixer)
{
    private readonly Dictionary<KustomizeBuild, HashSet<string>> _wanted = [];

    /// <summary>Fixes a build, or several that may share sources.</summary>
    /// <param name="builds">The builds.</param>
    /// <param name="others">Files that belong to the application of the only build; they are fixed as they are.</param>
    /// <param name="settings">Which fixes to apply.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public (FixResult Result, IReadOnlyList<HeldFix> Held) Fix(
        IReadOnlyList<KustomizeBuild> builds, IReadOnlyList<ManifestFile> others, FixSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(builds);
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(settings);
        var sources = builds.SelectMany(build => build.Objects).Select(built => built.Source).OfType<SourceFile>().Distinct().ToList();
        if (builds.Count > 1)
        {
            // What each of them would change, so that a resource changes only as all of its builds want it.
            foreach (var build in builds)
            {
                var wanted = new HashSet<string>(StringComparer.Ordinal);
                Run(build, [], settings, (key, _, _, _) => wanted.Add(key) || true, [], cancellationToken);
                sources.ForEach(source => source.Reset());
                _wanted[build] = wanted;
            }
        }

        var held = new List<HeldFix>();
        var results = builds
            .Select(build => Run(build, others, settings, (key, source, target, finding) => IsWantedByAll(key, source, target, finding, builds, settings), held, cancellationToken))
            .ToList();
        return (new FixResult(
            [.. sources.Select(source => source.Original), .. results.SelectMany(result => result.Originals)],
            [.. sources.Select(source => source.Edited), .. results.SelectMany(result => result.Files)],
            [.. results.SelectMany(result => result.Applied)],
            AuditReport.Of([.. results.Select(result => result.Remaining)])), [.. held.Distinct()]);
    }

    private bool IsWantedByAll(
        string key, SourceFile source, KubernetesObject target, Finding finding, IReadOnlyList<KustomizeBuild> builds, FixSettings settings)
    {
        if (builds.Count == 1)
        {
            return true;
        }

        var others = builds.Where(build => !_wanted[build].Contains(key) && build.Objects.Any(built => built.Source == source)).ToList();
        // One that has the resource's file, but not the object, does not need it either.
        var isHeld = others.Exists(build => ObjectsOf(build, source, target) is not { Count: > 0 } objects || !objects.TrueForAll(own => settings.Abstains(finding, own)));
        if (!isHeld)
        {
            others.ForEach(build => settings.OnAbstained(finding, build.Folder));
        }

        return !isHeld;
    }

    private static List<KubernetesObject> ObjectsOf(KustomizeBuild build, SourceFile source, KubernetesObject target) =>
    [
        .. build.Objects.Zip(build.Files).Where(pair => pair.First.Source == source && ReferenceEquals(pair.First.Edited?.Root, target.Root))
            .SelectMany(pair => BuiltObject.ObjectsOf(pair.Second)),
    ];

    private FixResult Run(
        KustomizeBuild build,
        IReadOnlyList<ManifestFile> others,
        FixSettings settings,
        Func<string, SourceFile, KubernetesObject, Finding, bool> accepts,
        List<HeldFix> held,
        CancellationToken cancellationToken)
    {
        var copies = build.Files.Concat(others).Select(file => file.Clone()).ToList();
        var objects = new Dictionary<Node, (BuiltObject Built, ManifestFile File)>(ReferenceEqualityComparer.Instance);
        foreach (var ((copy, built), file) in copies.Zip(build.Objects).Zip(build.Files))
        {
            objects[copy.Documents[0].Root!] = (built, file);
        }

        var beside = copies.Zip(build.Objects).ToDictionary(pair => pair.First, pair => pair.Second);
        var refused = new Dictionary<(string, string, string), HeldFix>();
        var result = fixer.Fix([.. build.Files, .. others], copies, settings with { IsPossible = finding => Write(finding) }, cancellationToken);
        held.AddRange(refused.Values);
        var offset = build.Files.Count;
        return result with { Originals = [.. result.Originals.Skip(offset)], Files = [.. result.Files.Skip(offset)] };

        bool Write(Finding finding)
        {
            var translated = new List<(FixOperation Operation, SourceFile? Source)>();
            foreach (var operation in finding.Fix!.Operations)
            {
                var (root, file) = operation is AddObject add ? (add.Beside.Root, add.Beside.File) : (RootOf(operation.Target!), finding.Object.File);
                if (!objects.ContainsKey(root) && !beside.ContainsKey(file))
                {
                    // A file that was given as it is.
                    translated.Add((operation, null));
                }
                else if (Translate(finding, operation, root, file) is { } step)
                {
                    translated.Add(step);
                }
                else
                {
                    return false;
                }
            }

            foreach (var (operation, source) in translated.Where(step => step.Source is not null))
            {
                if (operation is not AddObject add || !Has(source!, add.Root))
                {
                    operation.Apply();
                }
            }

            return true;
        }

        (FixOperation, SourceFile?)? Translate(Finding finding, FixOperation operation, MappingNode root, ManifestFile file)
        {
            // An object that a fix before has added stands in the file of the one that it was added beside.
            var (built, names) = objects.TryGetValue(root, out var known) ? known : (beside[file], file);
            var target = objects.ContainsKey(root) ? built.Edited : Added(built, root);
            if (target is null || built.Source is not { } source)
            {
                Refuse(finding, built.Start);
                return null;
            }

            if (operation is AddObject && source.Edited.IsJson)
            {
                Refuse(finding, built.Start, "kustomize reads only the first object of a JSON file");
                return null;
            }

            // Patches are for the object that the new one was added beside.
            var edit = new SourceEdit(objects.ContainsKey(root) ? built : built with { Layers = [] }, root, target) { SourceNames = names };
            if (edit.Translate(operation, out var decides) is not { } translated)
            {
                Refuse(finding, decides);
                return null;
            }

            if (RepeatedText.IsChangedBy(translated))
            {
                var place = new SourcePlace(source.Name, translated.Target!.Position);
                Refuse(finding, place, "an anchor, alias or merge key repeats this text");
                return null;
            }

            if (!accepts($"{finding.RuleId} {source.Name} {target} {SourceEdit.KeyOf(translated)}", source, target, finding))
            {
                Refuse(finding, built.Start, "the builds that share this resource need it differently");
                return null;
            }

            return (translated, source);
        }

        void Refuse(Finding finding, SourcePlace place, string why = "this place decides") =>
            refused.TryAdd(
                (finding.RuleId, finding.Object.ToString(), finding.Fix!.Description),
                new HeldFix(place, finding.Object.ToString(), finding.RuleId, finding.Fix.Description, why));
    }

    private static KubernetesObject? Added(BuiltObject built, MappingNode root) => built.Source is null ? null
        : BuiltObject.ObjectsOf(built.Source.Edited).LastOrDefault(candidate => candidate.Kind == root.Text("kind")
            && (root.Mapping("metadata")?.Text("name") ?? "").Contains(candidate.Name, StringComparison.Ordinal));

    private static bool Has(SourceFile source, MappingNode added) => BuiltObject.ObjectsOf(source.Edited).Any(candidate =>
        candidate.Kind == added.Text("kind") && candidate.Name == added.Mapping("metadata")?.Text("name")
        && candidate.WrittenNamespace == added.Mapping("metadata")?.Text("namespace"));

    private static MappingNode RootOf(Node node)
    {
        var at = node;
        while (at.Parent is { } parent)
        {
            at = parent;
        }

        return (MappingNode)at;
    }
}
