namespace MicroService.Api.Audits;

/// <summary>Registers audits.</summary>
public static class AuditRegistration
{
    /// <summary>Adds <see cref="AuditService"/>; needs the history, the cache and documents.</summary>
    public static IServiceCollection AddAudits(this IServiceCollection services) => services.AddSingleton<AuditService>();
}
