namespace MicroService.Publishing.Kustomize;

/// <summary>
/// The folder on disk. It replaces and removes only files that <c>publish</c> wrote: those in the list <see cref="ListName"/> and those that
/// carry the mark. All files are written to a draft first, so that a full disk leaves the folder unchanged.
/// </summary>
internal sealed class DeploymentFolder(string path)
{
    /// <summary>The list of the files that were written, which is committed with them.</summary>
    public const string ListName = ".published";

    private readonly Dictionary<string, bool> _links = new(StringComparer.Ordinal);

    /// <summary>The changes that writing these files would make, in the order of their paths.</summary>
    /// <param name="files">All files but the list.</param>
    /// <param name="mark">The line that the list starts with.</param>
    public IReadOnlyList<FileChange> Compare(IReadOnlyList<PublishedFile> files, string mark)
    {
        var list = new PublishedFile(ListName, mark + string.Concat(files.Select(file => $"{file.Path}\n")));
        var listed = Listed();
        var wanted = files.Append(list).ToDictionary(file => file.Path, StringComparer.Ordinal);
        var stale = listed.Where(name => !wanted.ContainsKey(name) && !IsBehindLink(name)).Select(name => (Name: name, Content: Read(name))).Where(file => file.Content is { } content && GeneratedMark.IsOn(content));
        return
        [
            .. wanted.Values.Select(file => Compare(file))
                .Concat(stale.Select(file => new FileChange(file.Name, FileChangeKind.Removed, file.Content, null)))
                .OrderBy(change => change.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>Applies the changes. Unchanged files are not touched.</summary>
    /// <exception cref="IOException">The folder can't be written to; it is then usually unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The same for lack of rights.</exception>
    public void Apply(IReadOnlyList<FileChange> changes)
    {
        var written = changes.Where(change => change.Kind is FileChangeKind.Added or FileChangeKind.Changed).ToList();
        var removed = changes.Where(change => change.Kind == FileChangeKind.Removed).ToList();
        if (written.Count + removed.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(path);
        // In the folder itself, because a move is atomic only within a file system.
        var draft = Path.Combine(path, $".publish-{Environment.ProcessId}");
        try
        {
            foreach (var folder in written.Select(change => Path.GetDirectoryName(change.Path)!).Distinct(StringComparer.Ordinal))
            {
                Directory.CreateDirectory(Path.Combine(draft, folder));
                Directory.CreateDirectory(Full(folder));
            }

            foreach (var change in written)
            {
                File.WriteAllText(Path.Combine(draft, change.Path), change.After);
            }

            foreach (var change in written)
            {
                File.Move(Path.Combine(draft, change.Path), Full(change.Path), overwrite: true);
            }
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }

        foreach (var change in removed)
        {
            File.Delete(Full(change.Path));
            RemoveIfEmpty(Path.GetDirectoryName(Full(change.Path))!);
        }
    }

    private FileChange Compare(PublishedFile file)
    {
        if (IsBehindLink(file.Path))
        {
            return new FileChange(file.Path, FileChangeKind.Linked, null, file.Content);
        }

        var before = Read(file.Path);
        var kind = before is null ? FileChangeKind.Added
            : before == file.Content ? FileChangeKind.Same
            : GeneratedMark.IsOn(before) ? FileChangeKind.Changed
            : FileChangeKind.Foreign;
        return new FileChange(file.Path, kind, before, file.Content);
    }

    // The list may have been edited: ignore paths outside of the folder.
    private HashSet<string> Listed() =>
        (Read(ListName) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#' && !Path.IsPathRooted(line) && !line.Contains('\\', StringComparison.Ordinal)
                && line.Split('/').All(part => part is not ("" or "." or "..")) && line != ListName)
            .ToHashSet(StringComparer.Ordinal);

    // A linked folder may lead anywhere, so nothing in it is replaced.
    private bool IsBehindLink(string name)
    {
        if (Path.GetDirectoryName(name) is not { Length: > 0 } folder)
        {
            return false;
        }

        if (!_links.TryGetValue(folder, out var isLinked))
        {
            _links[folder] = isLinked = new DirectoryInfo(Full(folder)).LinkTarget is not null || IsBehindLink(folder);
        }

        return isLinked;
    }

    private string? Read(string name) => File.Exists(Full(name)) ? File.ReadAllText(Full(name)) : null;

    private string Full(string name) => Path.Combine(path, name);

    private void RemoveIfEmpty(string folder)
    {
        for (var at = folder; at.Length > path.Length && Directory.Exists(at) && !Directory.EnumerateFileSystemEntries(at).Any(); at = Path.GetDirectoryName(at)!)
        {
            Directory.Delete(at);
        }
    }
}

/// <summary>The change of a file on disk.</summary>
/// <param name="Path">Relative to the folder, with forward slashes.</param>
/// <param name="Before">Null if the file doesn't exist.</param>
/// <param name="After">Null if the file is removed.</param>
internal sealed record FileChange(string Path, FileChangeKind Kind, string? Before, string? After);

/// <summary>The kind of change.</summary>
internal enum FileChangeKind
{
    Same,
    Added,
    Changed,

    /// <summary>An earlier run wrote it, and it is no longer needed.</summary>
    Removed,

    /// <summary>Not written by <c>publish</c>, so it is not replaced.</summary>
    Foreign,

    /// <summary>Behind a linked folder, so it is not written.</summary>
    Linked,
}
