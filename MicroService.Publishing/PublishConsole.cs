namespace MicroService.Publishing;

/// <summary>The outputs of a run.</summary>
/// <param name="Output">Receives files and differences, which another program may read.</param>
/// <param name="Report">Receives the report for people.</param>
/// <param name="Error">Receives problems.</param>
internal sealed record PublishConsole(TextWriter Output, TextWriter Report, TextWriter Error)
{
    /// <summary>Called with the name of each step before it starts.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
