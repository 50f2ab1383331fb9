using MicroService.Api.Pages.Audits;
using MicroService.Api.Pages.Errors;
using MicroService.Api.Pages.Layouts;
using MicroService.Api.Problems;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Pages;

/// <summary>Registers the page.</summary>
internal static class PageRegistration
{
    /// <summary>Adds what the views need; needs audits, the history, documents, scans and workloads.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services) => services
        .AddValidatedOptions<PageOptions>()
        .AddSingleton<IProblemPage, ProblemView>()
        .AddSingleton<AuditFormReader>()
        .AddSingleton<AuditViewBuilder>();
}
