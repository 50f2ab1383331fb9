namespace MicroService.Cli.Input;

/// <summary>
/// What a folder holds: manifests, kustomizations and charts. A kustomization or a chart decides what becomes of the files below it, so
/// those are no manifests by themselves.
/// </summary>
internal sealed class FolderWalk
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];
    private static readonly EnumerationOptions Options = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
    };
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<InputFile> _files = [];
    private readonly List<KustomizeFolder> _kustomizations = [];
    private readonly List<HelmChart> _charts = [];
    private readonly List<string> _problems = [];

    private FolderWalk()
    {
    }

    /// <summary>The files that may be manifests, in ordinal order.</summary>
    public IEnumerable<InputFile> Files => _files.OrderBy(file => file.Path, StringComparer.Ordinal);

    /// <summary>The charts.</summary>
    public IReadOnlyList<HelmChart> Charts => _charts;

    /// <summary>What can't be followed or read.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>
    /// The kustomizations that no other one here builds on: the overlays, not their bases. Of those that build on each other in a circle, the
    /// first stands for all.
    /// </summary>
    /// <param name="isIncluded">Whether a kustomization counts: what only excluded ones build on is an overlay of its own.</param>
    public IReadOnlyList<KustomizeFolder> Overlays(Func<KustomizeFolder, bool> isIncluded)
    {
        var included = _kustomizations.Where(isIncluded).OrderBy(kustomization => kustomization.Path, StringComparer.Ordinal).ToList();
        var bases = included.SelectMany(kustomization => kustomization.Bases).ToHashSet(StringComparer.Ordinal);
        var overlays = included.Where(kustomization => !bases.Contains(kustomization.Path)).ToList();
        var byPath = included.ToDictionary(kustomization => kustomization.Path, StringComparer.Ordinal);
        var built = new HashSet<string>(StringComparer.Ordinal);
        overlays.ForEach(Build);
        // A component alone is not built, so that another one of its circle stands for it.
        foreach (var circular in included.OrderBy(kustomization => kustomization.Kustomization.IsComponent))
        {
            if (!built.Contains(circular.Path))
            {
                overlays.Add(circular);
                Build(circular);
            }
        }

        return [.. overlays.Where(kustomization => !kustomization.Kustomization.IsComponent)];

        void Build(KustomizeFolder kustomization)
        {
            var left = new Stack<KustomizeFolder>([kustomization]);
            while (left.TryPop(out var next))
            {
                if (built.Add(next.Path))
                {
                    foreach (var below in next.Bases.Select(byPath.GetValueOrDefault).OfType<KustomizeFolder>())
                    {
                        left.Push(below);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Looks through a folder and those below it. The folder itself, if it is a kustomization, stands for all that it builds.
    /// </summary>
    public static FolderWalk Through(string folder)
    {
        var walk = new FolderWalk();
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            if (KustomizeFolder.In(folder) is { } kustomization)
            {
                walk._kustomizations.Add(kustomization);
            }
            else
            {
                walk.Enter(folder, RealPath(folder), [], isManifests: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            walk._problems.Add($"{InputFile.Of(folder).Name}: {exception.Message}");
        }

        return walk;
    }

    private void Enter(string folder, string real, IReadOnlyList<string> above, bool isManifests)
    {
        if (above.Contains(real))
        {
            _problems.Add($"{InputFile.Of(folder).Name}: this link leads back to a folder that it is in; it was not followed.");
            return;
        }

        if (!_seen.Add(real))
        {
            return;
        }

        if (KustomizeFolder.In(folder) is { } kustomization)
        {
            _kustomizations.Add(kustomization);
            isManifests = false;
        }
        else if (HelmChart.In(folder) is { } chart)
        {
            if (isManifests)
            {
                _charts.Add(chart);
            }

            return;
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", Options).Order(StringComparer.Ordinal))
        {
            try
            {
                Look(path, real, above, isManifests);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _problems.Add($"{InputFile.Of(path).Name}: {exception.Message}");
            }
        }
    }

    private void Look(string path, string parent, IReadOnlyList<string> above, bool isManifests)
    {
        if (Directory.Exists(path))
        {
            Enter(path, RealPath(path, parent), [.. above, parent], isManifests);
        }
        else if (isManifests && Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            _files.Add(InputFile.Of(path) with { IsNamed = false });
        }
    }

    private static string RealPath(string folder, string? parent = null) =>
        Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName
        ?? (parent is null ? folder : Path.Combine(parent, Path.GetFileName(folder)));
}
