using System.Text;
using Spectre.Console;

namespace MicroService.AppHost.Publishing;

/// <summary>Where <c>publish</c> writes to: files and differences to one writer, what is for people to a console.</summary>
/// <param name="Output">For what may go on to another program.</param>
/// <param name="Report">For people; plain text where it is no terminal.</param>
/// <param name="Error">For what is wrong.</param>
internal sealed record PublishTerminal(TextWriter Output, IAnsiConsole Report, TextWriter Error)
{
    // A line of a log is not broken: whoever reads it has a width of their own.
    private const int PlainWidth = 500;

    /// <summary>The terminal of this process.</summary>
    /// <param name="reportToError">Whether standard output is taken by something else than the report.</param>
    public static PublishTerminal Open(bool reportToError)
    {
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n", AutoFlush = true };
        var isRedirected = reportToError ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        return new PublishTerminal(output, isRedirected ? Plain(reportToError ? Console.Error : output) : Coloured(reportToError), Console.Error);
    }

    /// <summary>A console without colours, of ASCII alone.</summary>
    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Capabilities.Unicode = false;
        console.Profile.Width = PlainWidth;
        return console;
    }

    /// <summary>Works with a spinner that tells each step, on a terminal; elsewhere it just works.</summary>
    public TResult Working<TResult>(Func<Action<string>, TResult> work) =>
        Report.Profile.Capabilities is { Ansi: true, Interactive: true }
            ? Report.Status().Start("Publishing", status => work(step => status.Status(Markup.Escape(step))))
            : work(_ => { });

    private static IAnsiConsole Coloured(bool toError) =>
        toError ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }) : AnsiConsole.Console;
}
