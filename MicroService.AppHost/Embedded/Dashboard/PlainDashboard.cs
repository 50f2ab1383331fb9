namespace MicroService.AppHost.Embedded.Dashboard;

/// <summary>One line an event, for pipes and files.</summary>
internal sealed class PlainDashboard(TextWriter output, LogText text, int nameWidth) : IDashboard
{
    private const string Self = "apphost";
    private readonly Lock _lock = new();

    public void Show(ResourceSnapshot snapshot)
    {
        var endpoints = snapshot.State is ResourceState.Healthy or ResourceState.Starting && snapshot.Endpoints.Count > 0 ? $" at {string.Join(", ", snapshot.Endpoints)}" : string.Empty;
        var detail = snapshot.Detail.Length > 0 ? $": {snapshot.Detail}" : string.Empty;
        Say($"{snapshot.Name} ({snapshot.Kind}) is {StateText.Of(snapshot.State)}{endpoints}{detail}");
    }

    public void Log(string resource, string line) => Write(resource, line);

    public void Say(string line) => Write(Self, line);

    public void Fail(string message)
    {
        foreach (var line in message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Write(Self, $"error: {line}");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(string name, string line)
    {
        lock (_lock)
        {
            output.WriteLine($"{name.PadRight(Math.Max(nameWidth, Self.Length))} | {text.Clean(line)}");
            output.Flush();
        }
    }
}
