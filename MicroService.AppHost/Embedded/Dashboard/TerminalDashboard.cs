using System.Threading.Channels;
using Spectre.Console;

namespace MicroService.AppHost.Embedded.Dashboard;

/// <summary>A table that stays at the bottom of the terminal while the logs scroll above it.</summary>
internal sealed class TerminalDashboard : IDashboard
{
    private static readonly string[] Palette = ["aqua", "fuchsia", "yellow", "lime", "blue", "olive", "teal", "purple"];
    private readonly IAnsiConsole _console;
    private readonly LogText _text;
    private readonly OrderedDictionary<string, ResourceSnapshot> _resources = [];
    private readonly Channel<Action<LiveDisplayContext>> _events = Channel.CreateUnbounded<Action<LiveDisplayContext>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _display;

    public TerminalDashboard(IAnsiConsole console, LogText text)
    {
        _console = console;
        _text = text;
        _display = DisplayAsync();
    }

    public void Show(ResourceSnapshot snapshot) => Post(live =>
    {
        _resources[snapshot.Name] = snapshot;
        live.UpdateTarget(Table());
    });

    public void Log(string resource, string line) => Post(_ =>
    {
        var colour = Palette[Math.Max(0, _resources.IndexOf(resource)) % Palette.Length];
        _console.MarkupLine($"[{colour}]{Markup.Escape(resource)}[/] {Markup.Escape(_text.Clean(line))}");
    });

    public void Say(string line) => Post(_ => _console.MarkupLine($"[bold]{Markup.Escape(_text.Clean(line))}[/]"));

    public void Fail(string message) => Post(_ => _console.MarkupLine($"[bold red]{Markup.Escape(_text.Clean(message))}[/]"));

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _display;
    }

    private void Post(Action<LiveDisplayContext> change) => _events.Writer.TryWrite(change);

    private async Task DisplayAsync() => await _console.Live(Table()).StartAsync(async live =>
    {
        await foreach (var change in _events.Reader.ReadAllAsync())
        {
            change(live);
        }
    });

    private Table Table()
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var heading in new[] { "Resource", "Runs as", "State", "Endpoints" })
        {
            table.AddColumn(heading, column => column.NoWrap());
        }

        table.AddColumn("Note");
        foreach (var (_, resource) in _resources)
        {
            var restarts = resource.Restarts > 0 ? $"restarts: {resource.Restarts}" : string.Empty;
            var note = string.Join("; ", new[] { resource.Detail, restarts }.Where(part => part.Length > 0));
            table.AddRow(
                new Markup($"[bold]{Markup.Escape(resource.Name)}[/]"),
                new Text(resource.Kind),
                new Markup($"[{StateText.Colour(resource.State)}]{StateText.Of(resource.State)}[/]"),
                new Text(string.Join('\n', resource.Endpoints)),
                new Text(_text.Clean(note)));
        }

        return table;
    }
}
