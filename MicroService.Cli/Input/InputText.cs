using Microsoft.Win32.SafeHandles;

namespace MicroService.Cli.Input;

/// <summary>
/// The text of an input, which stays where it is: in a file, in the private copy of a stream, or in memory if it is short.
/// </summary>
internal sealed class InputText : IDisposable
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string? _path;
    private readonly FileStream? _copy;
    private readonly DateTime _writtenAt;
    private SafeFileHandle? _handle;

    /// <summary>A text in memory.</summary>
    public InputText(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Length = bytes.Length;
    }

    /// <summary>A file.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public InputText(string path)
    {
        _path = path;
        // Of a link, the file's own information has the length of the link.
        using var handle = File.OpenHandle(path);
        Length = RandomAccess.GetLength(handle);
        _writtenAt = File.GetLastWriteTimeUtc(handle);
    }

    private InputText(FileStream copy)
    {
        _copy = copy;
        _handle = copy.SafeFileHandle;
        Length = copy.Length;
    }

    /// <summary>The number of bytes.</summary>
    public long Length { get; }

    /// <summary>Reads a stream to its end: into memory, or into a private file if it is long.</summary>
    /// <param name="input">The stream.</param>
    /// <param name="mostInMemory">The most bytes to keep in memory.</param>
    /// <param name="most">The most bytes to read.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <exception cref="IOException">The stream is longer than the most, or can't be kept.</exception>
    public static async Task<InputText> ReadAsync(Stream input, int mostInMemory, long most, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        FileStream? copy = null;
        try
        {
            var buffer = new byte[128 * 1024];
            var length = 0L;
            while (await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length > most)
                {
                    throw new IOException($"There are more than {most / (1024 * 1024)} MiB, and no end to be seen.");
                }

                if (copy is null && length > mostInMemory)
                {
                    copy = PrivateFile.Open();
                    copy.Write(memory.GetBuffer(), 0, (int)memory.Length);
                    memory.SetLength(0);
                    memory.Capacity = 0;
                }

                await ((Stream?)copy ?? memory).WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            if (copy is null)
            {
                return new InputText(memory.ToArray());
            }

            await copy.FlushAsync(cancellationToken).ConfigureAwait(false);
            var text = new InputText(copy);
            copy = null;
            return text;
        }
        finally
        {
            if (copy is not null)
            {
                await copy.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads as many bytes as there are, up to the length of the buffer.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public int Read(long offset, Span<byte> buffer)
    {
        if (_path is null && _handle is null)
        {
            var rest = _bytes.Span[(int)Math.Min(offset, _bytes.Length)..];
            rest = rest[..Math.Min(rest.Length, buffer.Length)];
            rest.CopyTo(buffer);
            return rest.Length;
        }

        _handle ??= Reopen();
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(_handle, buffer[total..], offset + total) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }

    private SafeFileHandle Reopen()
    {
        var handle = File.OpenHandle(_path!);
        if (RandomAccess.GetLength(handle) == Length && File.GetLastWriteTimeUtc(handle) == _writtenAt)
        {
            return handle;
        }

        handle.Dispose();
        throw new IOException("The file was changed while it was read.");
    }

    /// <summary>A part of the text.</summary>
    /// <exception cref="IOException">The file can't be read, or is shorter than it was.</exception>
    public byte[] Read(long offset, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        return Read(offset, bytes) == length ? bytes : throw new IOException("The file was changed while it was read.");
    }

    /// <summary>Closes the file until it is read again.</summary>
    public void Close()
    {
        if (_path is not null)
        {
            _handle?.Dispose();
            _handle = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle?.Dispose();
        _copy?.Dispose();
    }
}
