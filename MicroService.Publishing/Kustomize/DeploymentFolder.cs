using System.Text;

namespace MicroService.Publishing.Kustomize;

/// <summary>
/// The folder on disk. It replaces and removes only files that <c>publish</c> wrote: those in the list <see cref="ListName"/> and those
/// that
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
        var stale = listed.Where(name => !wanted.ContainsKey(name) && !IsBehindLink(name)).Select(name => (Name: name, Content: Read(name)))
            .Where(file => file.Content is { } content && GeneratedMark.IsOn(content));
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
                File.WriteAllBytes(Path.Combine(draft, change.Path), change.Written!);
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
            return new FileChange(file.Path, FileChangeKind.Linked, null, file.Utf8);
        }

        var before = Read(file.Path);
        var kind = before is null ? FileChangeKind.Added
            : before.AsSpan().SequenceEqual(file.Utf8) ? FileChangeKind.Same
            : GeneratedMark.IsOn(before) ? FileChangeKind.Changed
            : FileChangeKind.Foreign;
        // Nothing asks for the text of a file that stays, and most do.
        return new FileChange(file.Path, kind, kind == FileChangeKind.Same ? file.Utf8 : before, file.Utf8);
    }

    // The list may have been edited: ignore paths outside of the folder.
    private HashSet<string> Listed() =>
        Encoding.UTF8.GetString(Read(ListName) ?? []).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
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

    private byte[]? Read(string name) => File.Exists(Full(name)) ? File.ReadAllBytes(Full(name)) : null;

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
/// <param name="Found">What the file has; null if it doesn't exist.</param>
/// <param name="Written">What it is to have; null if it is removed.</param>
internal sealed record FileChange(string Path, FileChangeKind Kind, byte[]? Found, byte[]? Written)
{
    public string? Before => Found is null ? null : Encoding.UTF8.GetString(Found);

    public string? After => Written is null ? null : Encoding.UTF8.GetString(Written);
}

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
