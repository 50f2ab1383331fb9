namespace MicroService.Publishing.Scripts;

/// <summary>What is open at a place of a script, outermost first.</summary>
internal sealed class ShellStack
{
    private readonly List<ShellFrame> _open = [new ShellFrame(ShellFrame.Kind.Command)];

    public ShellFrame Top => _open[^1];

    public int Depth => _open.Count;

    /// <summary>What decides how text is quoted: that of an expansion is quoted as the expansion itself is.</summary>
    public ShellFrame Quoting => _open.FindLast(frame => frame.What != ShellFrame.Kind.Expansion)!;

    /// <summary>Whether a variable between quotes would end quotes that it is in: of a here-document there are none.</summary>
    public bool IsQuotedText => Top is { What: ShellFrame.Kind.Expansion, HoldsText: true } && Quoting.What is ShellFrame.Kind.Double or ShellFrame.Kind.Document;

    /// <summary>Why no variable can stand here; null if it can.</summary>
    public string? Refusal
    {
        get
        {
            var backticks = _open.FindIndex(frame => frame.What == ShellFrame.Kind.Backticks);
            return IsIn(ShellFrame.Kind.Arithmetic) ? "within arithmetic"
                : backticks > 0 && _open.FindIndex(frame => frame.What is ShellFrame.Kind.Double or ShellFrame.Kind.Document) is >= 0 and var quotes && quotes < backticks ? "within backticks in quotes"
                : _open.Exists(frame => frame is { What: ShellFrame.Kind.Expansion, HoldsText: false }) ? "within ${…} where no text stands"
                : null;
        }
    }

    public bool IsIn(ShellFrame.Kind kind) => _open.Exists(frame => frame.What == kind);

    public void Open(ShellFrame frame) => _open.Add(frame);

    public void Close() => _open.RemoveAt(_open.Count - 1);

    public void CloseTo(int depth) => _open.RemoveRange(depth, Math.Max(0, _open.Count - depth));
}
