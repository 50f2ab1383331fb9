namespace MicroService.AppHost.Embedded.Dashboard;

/// <summary>Shows resources and their logs. Members may be called from any thread.</summary>
internal interface IDashboard : IAsyncDisposable
{
    /// <summary>A resource is new or has changed.</summary>
    void Show(ResourceSnapshot snapshot);

    /// <summary>A line of a resource's output.</summary>
    void Log(string resource, string line);

    /// <summary>A line of the AppHost itself.</summary>
    void Say(string line);

    /// <summary>What went wrong and what to do; comes last and stands out.</summary>
    void Fail(string message);
}
