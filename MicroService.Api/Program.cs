using MicroService.Api.Admission;
using MicroService.Api.Audits;
using MicroService.Api.Authentication;
using MicroService.Api.Caching;
using MicroService.Api.Callers;
using MicroService.Api.Commands;
using MicroService.Api.Documents;
using MicroService.Api.Fixes;
using MicroService.Api.History;
using MicroService.Api.OpenApi;
using MicroService.Api.Pages;
using MicroService.Api.Problems;
using MicroService.Api.RightSizing;
using MicroService.Api.Rules;
using MicroService.Api.Scans;
using MicroService.ServiceDefaults;
using MicroService.ServiceDefaults.Lifecycle;

return CommandLine.Handles(args)
    ? await CommandLine.InvokeAsync(args, Build)
    : await ServiceProcess.RunAsync(() => Build(args));

static WebApplication Build(string[] args)
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddServiceDefaults();
    builder.AddBearerAuthentication();
    builder.AddAuditHistory();
    builder.AddCache(AuditCacheJson.Default, SizeCacheJson.Default);
    builder.Services.AddProblems().AddDocuments().AddAudits().AddScans().AddRightSizing().AddAdmission().AddPages();
    builder.Services.AddCallerLimits().AddApiDescription();

    var app = builder.Build();
    app.UseProblems().UseHeadAsGet().UseRouting();
    app.UseCallers();
    app.MapDefaultEndpoints().MapApiDescription();

    app.MapForCallers().MapAudits().MapFixes().MapScans().MapRightSizing().MapRules().MapPages();
    return app;
}
