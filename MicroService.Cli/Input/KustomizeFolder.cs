using System.Text;
using MicroService.Advisor.Kustomize;

namespace MicroService.Cli.Input;

/// <summary>A folder with a kustomization, and what kustomize builds from it.</summary>
/// <param name="Path">The folder's full path.</param>
/// <param name="Name">Its name in messages.</param>
/// <param name="FilePath">The kustomization file's full path.</param>
/// <param name="Kustomization">The kustomization.</param>
internal sealed record KustomizeFolder(string Path, string Name, string FilePath, Kustomization Kustomization)
{
    /// <summary>The folder's kustomization, or null if it has none.</summary>
    public static KustomizeFolder? In(string folder)
    {
        foreach (var path in Kustomization.FileNames.Select(name => System.IO.Path.Combine(folder, name)))
        {
            if (FileStatus.Of(path).Type == FileType.Regular && Kustomization.Read(InputFile.Of(path).Name, File.ReadAllBytes(path)) is { } kustomization)
            {
                return new KustomizeFolder(System.IO.Path.GetFullPath(folder), InputFile.Of(folder).Name, path, kustomization);
            }
        }

        return null;
    }

    /// <summary>The folders that the kustomization builds on.</summary>
    public IEnumerable<string> Bases => Kustomization.References.Select(FullPath).Where(Directory.Exists).Select(System.IO.Path.TrimEndingDirectorySeparator);

    /// <summary>What the kustomization builds on and kustomize fetches from the network, as written.</summary>
    public IEnumerable<string> RemoteBases =>
        Kustomization.References.Where(reference => Kustomization.IsRemote(reference) && FileStatus.Of(FullPath(reference)).Type == FileType.Missing);

    /// <summary>
    /// A file that a generator reads and that is not here, such as secrets that are kept out of the repository; null if all are.
    /// </summary>
    public string? MissingInput => Kustomization.GeneratorInputs.FirstOrDefault(input => FileStatus.Of(FullPath(input)).Type == FileType.Missing);

    /// <summary>Whether a file is one of the kustomization's patches, which is no object.</summary>
    public bool IsPatch(string path) => Kustomization.PatchFiles.Select(FullPath).Contains(System.IO.Path.GetFullPath(path), StringComparer.Ordinal);

    /// <summary>Builds the folder.</summary>
    /// <param name="sources">The files that builds have read so far, by their full paths: builds that share one fix it once.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    public async Task<Rendering> BuildAsync(Dictionary<string, SourceFile?> sources, CancellationToken cancellationToken)
    {
        var bases = new List<KustomizeFolder>();
        if (FindCircle(bases, []) is { } circle)
        {
            return Rendering.Failed(Name, [$"the kustomizations build on each other in a circle: {string.Join(" → ", circle)}. Remove one of these references."]);
        }

        var (program, command) = ExternalProgram.Find("kubectl") is { } kubectl ? (kubectl, "kustomize")
            : (ExternalProgram.Find("kustomize"), "build");
        if (program is null)
        {
            return Rendering.Skipped(
                Name,
                "skipped, as it needs kustomize to be built: install kubectl or kustomize (https://kubectl.docs.kubernetes.io/installation/kustomize).");
        }

        var (output, from) = await BuildTracedAsync(program, command, cancellationToken).ConfigureAwait(false);
        if (output is null)
        {
            // Its own words about the user's folder, not about ours; or an old kustomize, which can't say where things come from.
            (output, var errors) = await program.RunAsync([command, Path], cancellationToken).ConfigureAwait(false);
            if (output is null)
            {
                return Rendering.Failed(Name, [.. errors.Select(error => $"{program.Name} {command} failed: {error}"), .. RemoteWords(bases)]);
            }
        }

        if (Open(FilePath) is not { } file)
        {
            return Rendering.Failed(Name, [$"the kustomization cannot be read."]);
        }

        if (output.All(static character => character is (byte)'\n' or (byte)' '))
        {
            return Rendering.Skipped(Name, "kustomize builds nothing from it.");
        }

        var (build, problems) = KustomizeBuild.Read(Name, output, file, origin => Open(System.IO.Path.GetFullPath(origin, from ?? Path)));
        return build is null ? Rendering.Failed(Name, problems.Select(problem => problem.Message)) : new Rendering(Name, build.Files, build, this);

        SourceFile? Open(string path)
        {
            if (!sources.TryGetValue(path, out var source))
            {
                sources[path] = source = FileStatus.Of(path).Type == FileType.Regular
                    ? SourceFile.Read(InputFile.Of(path).Name, File.ReadAllBytes(path))
                    : null;
            }

            return source;
        }
    }

    // The folders of the first circle below this one, and all that were looked at on the way.
    private List<string>? FindCircle(List<KustomizeFolder> seen, IReadOnlyList<KustomizeFolder> above)
    {
        if (above.Index().FirstOrDefault(folder => folder.Item.Path == Path) is { Item: not null, Index: var start })
        {
            return [.. above.Skip(start).Append(this).Select(folder => folder.Name)];
        }

        if (seen.Exists(folder => folder.Path == Path))
        {
            return null;
        }

        seen.Add(this);
        return Bases.Select(In).OfType<KustomizeFolder>().Select(folder => folder.FindCircle(seen, [.. above, this])).FirstOrDefault(circle => circle is not null);
    }

    private static IEnumerable<string> RemoteWords(List<KustomizeFolder> folders) =>
        folders.SelectMany(folder => folder.RemoteBases).Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } remote
            ? [$"it builds on {string.Join(", ", remote)}, which kustomize fetches from the network. If that is what failed, copy it into the repository."]
            : [];

    // An overlay of our own asks for the places that everything comes from; the user's folder is left alone.
    private async Task<(byte[]? Output, string? Folder)> BuildTracedAsync(ExternalProgram program, string command, CancellationToken cancellationToken)
    {
        var overlay = Directory.CreateTempSubdirectory("microservice-");
        try
        {
            // kustomize resolves links in its root before it goes up from there.
            var root = overlay.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? overlay.FullName;
            var relative = System.IO.Path.GetRelativePath(root, Path).Replace('\\', '/');
            await File.WriteAllTextAsync(
                System.IO.Path.Combine(root, Kustomization.FileNames[0]),
                $"{KustomizeBuild.BuildMetadata}resources: ['{relative.Replace("'", "''", StringComparison.Ordinal)}']\n",
                Encoding.UTF8,
                cancellationToken).ConfigureAwait(false);
            return ((await program.RunAsync([command, root], cancellationToken).ConfigureAwait(false)).Output, root);
        }
        finally
        {
            overlay.Delete(recursive: true);
        }
    }

    private string FullPath(string path) => System.IO.Path.GetFullPath(path, Path);
}
