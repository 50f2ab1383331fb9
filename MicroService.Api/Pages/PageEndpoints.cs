using MicroService.Api.Authentication;
using MicroService.Api.Callers;
using MicroService.Api.Pages.Assets;
using MicroService.Api.Pages.Audits;
using MicroService.Api.Pages.Clusters;
using MicroService.Api.Pages.History;
using MicroService.Api.Pages.Layouts;
using MicroService.Api.Pages.Rules;
using MicroService.Api.Pages.Sessions;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Pages;

/// <summary><c>/</c>: the page, for people. It is rendered here, and works without a script.</summary>
internal static class PageEndpoints
{
    /// <summary>Maps the views. Without them, who opens the root of the service is sent to the description of the calls.</summary>
    public static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder app)
    {
        if (!app.ServiceProvider.GetRequiredService<IOptions<PageOptions>>().Value.Enabled)
        {
            app.MapGet("/", static () => Results.Redirect("/openapi/v1.json")).ExcludeFromDescription();
            return app;
        }

        var pages = ForPeople.Add(app.MapGroup("")).ExcludeFromDescription().LimitCallers().AddEndpointFilter(PageSecurity.GuardAsync);
        pages.MapAuditPage();
        pages.MapHistoryPages();
        pages.MapClusterPages();
        pages.MapRulePages();
        pages.MapSessionPages();
        // They are the same for everybody, and a session does not count for them: the pages of a sign-in need them, too.
        app.MapGet("/assets/{file}", (string file) => PageAssets.Find($"/assets/{file}") ?? new ProblemResult(ProblemType.NotFound, "There is no such file, or not any more: reload the page."))
            .AllowAnonymous().ExcludeFromDescription();
        return app;
    }
}
