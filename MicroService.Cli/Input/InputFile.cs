using MicroService.Advisor.Reading;

namespace MicroService.Cli.Input;

/// <summary>A file that a command reads.</summary>
/// <param name="Name">Its name in findings: relative to the working folder if it is below it.</param>
/// <param name="Path">Its full path; null for standard input.</param>
/// <param name="IsNamed">Whether the user named the file itself, not a folder above it.</param>
internal sealed record InputFile(string Name, string? Path, bool IsNamed = true)
{
    // Far beyond any cluster; what is longer most likely never ends.
    private const int LongestStream = 1024 * 1024 * 1024;

    /// <summary>Standard input.</summary>
    public static InputFile Standard { get; } = new("stdin", null);

    /// <summary>A file by its path, named as findings have it.</summary>
    public static InputFile Of(string path)
    {
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, path);
        var name = relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
        return new InputFile(name.Replace('\\', '/'), System.IO.Path.GetFullPath(path));
    }

    /// <summary>The file as it is named if its folder was: its real path tells it from others.</summary>
    public string? RealPath => Path is null ? null : File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path;

    /// <summary>
    /// Whether the content is to be audited. A file that the user named always is; a folder also has files that are no manifests.
    /// </summary>
    public bool IsManifest(ReadOnlySpan<byte> bytes) => IsNamed || ManifestText.HasObject(bytes);

    /// <summary>All bytes.</summary>
    /// <exception cref="IOException">The file cannot be read, or has no end.</exception>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (Path is not null && FileStatus.Of(Path).Type == FileType.Regular)
        {
            return await File.ReadAllBytesAsync(Path, cancellationToken).ConfigureAwait(false);
        }

        using var text = await OpenAsync(mostInMemory: LongestStream, cancellationToken).ConfigureAwait(false);
        return text.Read(0, (int)text.Length);
    }

    /// <summary>The text, which is not read yet if it is in a file; of a stream as much is kept in memory as is allowed.</summary>
    /// <exception cref="IOException">The file cannot be read, or has no end.</exception>
    public async Task<InputText> OpenAsync(int mostInMemory, CancellationToken cancellationToken)
    {
        if (Path is null)
        {
            var input = Console.OpenStandardInput();
            await using (input.ConfigureAwait(false))
            {
                return await InputText.ReadAsync(input, mostInMemory, LongestStream, cancellationToken).ConfigureAwait(false);
            }
        }

        switch (FileStatus.Of(Path).Type)
        {
            case FileType.Regular:
                return new InputText(Path);
            case FileType.Pipe when IsInherited(Path):
                var pipe = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                await using (pipe.ConfigureAwait(false))
                {
                    return await InputText.ReadAsync(pipe, mostInMemory, LongestStream, cancellationToken).ConfigureAwait(false);
                }

            case FileType.Missing:
                throw new IOException("The link leads nowhere, or in a circle.");
            default:
                throw new IOException("This is a pipe, a device or a socket, not a file. Write what it gives to standard input instead, and name that -.");
        }
    }

    // What a shell passes on, as in <(kubectl get pods -o yaml): its writer is there already.
    private static bool IsInherited(string path) =>
        path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);
}
