using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Documents;

/// <summary>Registers how documents are taken in.</summary>
public static class DocumentRegistration
{
    /// <summary>Adds the reader of request bodies and the gate before the work.</summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddValidatedOptions<DocumentOptions>();
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<DocumentGate>();
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<ReportMemory>();
        return services;
    }
}
