namespace MicroService.Tests.Faults;

/// <summary>The stages of all faults, each started by the first trial on it; at the end the table of outcomes is printed and kept among the artifacts.</summary>
public sealed class FaultStages : IAsyncDisposable
{
    private readonly Lazy<Task<AuditStage>> _audits = new(AuditStage.StartAsync);
    private readonly Lazy<Task<UpstreamStage>> _upstream = new(UpstreamStage.StartAsync);

    internal FaultReport Report { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Report.PublishAsync();
        await EndAsync(_audits);
        await EndAsync(_upstream);
    }

    internal async Task<FaultStage> ForAsync(string dependency) => dependency == UpstreamStage.Upstream ? await _upstream.Value : await _audits.Value;

    private static async Task EndAsync<T>(Lazy<Task<T>> stage)
        where T : FaultStage
    {
        if (stage is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await stage.Value).DisposeAsync();
        }
    }
}
