using MicroService.Advisor.Kustomize;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Cli.Input;

/// <summary>Reads what the paths of a command line name.</summary>
/// <param name="helmValues">Files of values for Helm charts.</param>
/// <param name="isExcluded">Whether to leave out the file or folder of a full path.</param>
/// <param name="mostHeld">The most bytes of files to hold in memory at once; what is more is left where it is.</param>
internal sealed class InputReader(IReadOnlyList<string> helmValues, Func<string, bool> isExcluded, long mostHeld)
{
    // Beside much text, neither all of it nor all findings are held.
    private const int PartWithText = 4;

    private readonly List<InputFile> _found = [];
    private readonly Dictionary<string, KustomizeFolder> _kustomizations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HelmChart> _charts = new(StringComparer.Ordinal);
    private readonly List<ManifestFile> _files = [];
    private readonly List<Rendering> _rendered = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];
    private bool _hasExcluded;

    public async Task<InputSet> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            await TryAsync(path, () =>
            {
                Find(path);
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        }

        var inputs = _found.DistinctBy(RealPath).Where(input => input.Path is null || IsIncluded(input.Path)).ToList();
        var large = await ReadFilesAsync(inputs, cancellationToken).ConfigureAwait(false);

        var sources = new Dictionary<string, SourceFile?>(StringComparer.Ordinal);
        foreach (var kustomization in _kustomizations.Values.Where(kustomization => IsIncluded(kustomization.FilePath)))
        {
            await TryAsync(
                kustomization.Name,
                async () => Add(await kustomization.BuildAsync(sources, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        }

        foreach (var chart in _charts.Values.Where(chart => IsIncluded(Path.Combine(chart.Path, HelmChart.FileName))))
        {
            await TryAsync(
                chart.Name,
                async () => Add(await chart.RenderAsync(helmValues, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        }

        // A hook is given single files, and all of them may be excluded.
        if (_files.Count + _rendered.Count + _problems.Count + _notes.Count == 0 && large is null && !_hasExcluded)
        {
            _problems.Add($"{string.Join(' ', paths)}: there are no manifests in there.");
        }

        return new InputSet(_files, large, _rendered, _problems, _notes);
    }

    private bool IsIncluded(string path)
    {
        var excluded = isExcluded(path);
        _hasExcluded |= excluded;
        return !excluded;
    }

    private void Find(string path)
    {
        if (path is "-" or "/dev/stdin")
        {
            _found.Add(InputFile.Standard);
            return;
        }

        switch (FileStatus.Of(path).Type)
        {
            case FileType.Folder:
                FindIn(path);
                break;
            case FileType.Missing when new FileInfo(path).LinkTarget is null:
                _problems.Add($"{path}: there is no such file or folder.");
                break;
            default:
                FindFile(path);
                break;
        }
    }

    private void FindIn(string folder)
    {
        var walk = FolderWalk.Through(folder);
        _found.AddRange(walk.Files);
        _problems.AddRange(walk.Problems);
        foreach (var kustomization in walk.Overlays(kustomization => IsIncluded(kustomization.FilePath)))
        {
            // Of an overlay that was found, not named, secrets that are kept elsewhere are no fault.
            if (kustomization.MissingInput is { } missing && kustomization.Path != Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            {
                _notes.Add($"{kustomization.Name}: skipped, as {missing}, which its generators read, is not here.");
            }
            else
            {
                _kustomizations.TryAdd(kustomization.Path, kustomization);
            }
        }

        foreach (var chart in walk.Charts)
        {
            _charts.TryAdd(chart.Path, chart);
        }
    }

    // A file that was named: also what kustomize would read, as hooks and shells name every file that changed.
    private void FindFile(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        if (Kustomization.FileNames.Contains(Path.GetFileName(path)) && KustomizeFolder.In(folder) is { } named)
        {
            _kustomizations.TryAdd(named.Path, named);
            return;
        }

        if (Path.GetFileName(path) == HelmChart.FileName && HelmChart.In(folder) is { } chart)
        {
            _charts.TryAdd(chart.Path, chart);
            return;
        }

        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (KustomizeFolder.In(at) is { } around)
            {
                if (around.IsPatch(full))
                {
                    _notes.Add($"{path}: skipped, as it is a patch, not an object. Name its folder instead: {around.Name}");
                    return;
                }

                break;
            }
        }

        _found.Add(InputFile.Of(path));
    }

    // All files are held, or none: they are one application.
    private async Task<LargeInput?> ReadFilesAsync(IReadOnlyList<InputFile> inputs, CancellationToken cancellationToken)
    {
        var texts = new List<(InputFile Input, InputText Text)>();
        var mostInMemory = (int)Math.Min(mostHeld, int.MaxValue);
        foreach (var input in inputs)
        {
            await TryAsync(input.Name, async () => texts.Add((input, await input.OpenAsync(mostInMemory, cancellationToken).ConfigureAwait(false))))
                .ConfigureAwait(false);
        }

        var large = texts.Sum(text => text.Text.Length) > mostHeld / PartWithText ? new LargeInput(mostHeld) : null;
        foreach (var (input, text) in texts)
        {
            await TryAsync(input.Name, () =>
            {
                Read(input, text, large);
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        }

        return large;
    }

    private void Read(InputFile input, InputText text, LargeInput? large)
    {
        if (large is not null)
        {
            // The start tells what kind of file it is.
            if (input.IsNamed || input.IsManifest(text.Read(0, (int)Math.Min(text.Length, mostHeld))))
            {
                large.Add(input.Name, text);
            }

            text.Close();
            return;
        }

        using (text)
        {
            ReadAll(input, text.Read(0, (int)Math.Min(text.Length, Array.MaxLength)));
        }
    }

    private void ReadAll(InputFile input, byte[] bytes)
    {
        if (!input.IsManifest(bytes))
        {
            return;
        }

        var reading = new ManifestReader(ManifestLimits.Unshared(bytes.Length)).Read(input.Name, bytes);
        _problems.AddRange(reading.Problems.Select(problem => problem.ToString()));
        if (reading.File is { } file)
        {
            _files.Add(file);
        }
    }

    private async Task TryAsync(string name, Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{name}: {exception.Message}");
        }
    }

    private void Add(Rendering rendering)
    {
        _problems.AddRange(rendering.Problems ?? []);
        _notes.AddRange(rendering.Notes ?? []);
        if (rendering.Files.Count > 0)
        {
            _rendered.Add(rendering);
        }
    }

    private static string? RealPath(InputFile input)
    {
        try
        {
            return input.RealPath;
        }
        catch (IOException)
        {
            // A link in a circle: reading it says so.
            return input.Path;
        }
    }
}
