namespace MicroService.Cli.Input;

/// <summary>A part of a text that moves forward over it.</summary>
internal sealed class TextWindow(InputText text, long start)
{
    private byte[] _buffer = new byte[256 * 1024];
    private int _from;
    private int _to;
    private long _next = start;

    /// <summary>Where the window starts in the text.</summary>
    public long Offset { get; private set; } = start;

    /// <summary>What is in the window.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_from, _to - _from);

    /// <summary>Whether the text ends with the window.</summary>
    public bool IsLast => _next >= text.Length;

    /// <summary>Moves the start.</summary>
    public void Advance(int length)
    {
        _from += length;
        Offset += length;
    }

    /// <summary>Takes more into the window; false at the end of the text.</summary>
    public bool Extend()
    {
        if (IsLast)
        {
            return false;
        }

        if (_from > 0)
        {
            Bytes.CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        if (_to == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = text.Read(_next, _buffer.AsSpan(_to));
        if (read == 0)
        {
            throw new IOException("The file was changed while it was read.");
        }

        _to += read;
        _next += read;
        return true;
    }
}
