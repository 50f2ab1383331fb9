using MicroService.Advisor.Reporting;

namespace MicroService.Cli.Clusters;

/// <summary>A line on standard error that says how far a command is, where that is a terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int Widest = 72;

    private readonly bool _isShown = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Shows how far it is, in place of what was shown.</summary>
    public void Show(string text)
    {
        if (_isShown)
        {
            var visible = VisibleText.Of(text);
            Console.Error.Write($"\r\e[K{(visible.Length > Widest ? visible[..Widest] : visible)}");
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_isShown)
        {
            Console.Error.Write("\r\e[K");
        }
    }
}
