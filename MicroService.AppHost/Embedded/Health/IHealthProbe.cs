namespace MicroService.AppHost.Embedded.Health;

/// <summary>Asks a resource whether it can serve.</summary>
internal interface IHealthProbe
{
    /// <summary>Null if it is healthy, else what is wrong, in a clause.</summary>
    Task<string?> CheckAsync(CancellationToken cancellationToken);
}
