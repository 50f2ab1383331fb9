namespace MicroService.Cli.Output;

/// <summary>
/// Standard output, whose failures can be told from those of files: every command ends with one line and the same exit code.
/// </summary>
internal sealed class StandardOutput : Stream
{
    private readonly Stream _console = Console.OpenStandardOutput();
    private bool _isBroken;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // Writers flush what they hold when they are disposed of, after the failure.
        if (_isBroken)
        {
            return;
        }

        try
        {
            _console.Write(buffer);
        }
        catch (IOException exception)
        {
            _isBroken = true;
            throw new StandardOutputException(exception);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => _console.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _console.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>
/// Standard output can't be written to, such as a full disk. No command catches it: it is no failure of the files that they read and write.
/// </summary>
internal sealed class StandardOutputException(IOException cause) : Exception($"Standard output: {cause.Message}", cause);
