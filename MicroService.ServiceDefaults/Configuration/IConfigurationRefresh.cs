namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Looks at the mounted folders now, for those who have a reason to think that something has changed.</summary>
public interface IConfigurationRefresh
{
    /// <summary>Returns when a look that began after this call has ended, its change applied or refused. Calls at the same time share one.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}
