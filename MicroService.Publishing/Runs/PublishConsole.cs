namespace MicroService.Publishing.Runs;

/// <summary>Where a run writes to.</summary>
/// <param name="Output">Receives files and differences, which may go on to another program.</param>
/// <param name="Report">Receives the report for people.</param>
/// <param name="Error">Receives problems.</param>
internal sealed record PublishConsole(TextWriter Output, TextWriter Report, TextWriter Error)
{
    /// <summary>Is told of each step before it is taken.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
