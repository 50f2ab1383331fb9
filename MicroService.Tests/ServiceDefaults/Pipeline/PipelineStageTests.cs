using MicroService.ServiceDefaults;
using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Tests.ServiceDefaults.Pipeline;

public sealed class PipelineStageTests
{
    [Fact]
    public void ServiceWithTheDefaults_HasEachStageOnce()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults();
        builder.AddServiceDefaults();
        using var provider = builder.Services.BuildServiceProvider();

        var stages = provider.GetServices<IPipelineMiddleware>().Select(middleware => middleware.Stage);

        Assert.Equal(Enum.GetValues<PipelineStage>().Except([PipelineStage.HostFilter]).Order(), stages.Order());
    }

    [Fact]
    public void StageThatIsAddedLater_StandsWhereTheListHasIt()
    {
        var passed = new List<PipelineStage>();
        var services = new ServiceCollection().AddSingleton(passed).AddPipelineMiddleware<Inner>().AddPipelineMiddleware<Outer>();
        using var provider = services.BuildServiceProvider();
        Action<IApplicationBuilder> pipeline = _ => { };
        foreach (var filter in provider.GetServices<IStartupFilter>().Reverse())
        {
            pipeline = filter.Configure(pipeline);
        }

        var app = new ApplicationBuilder(provider);
        pipeline(app);
        app.Build()(new DefaultHttpContext());

        Assert.Equal([PipelineStage.Correlation, PipelineStage.Gate], passed);
    }

    private sealed class Inner(List<PipelineStage> passed) : IPipelineMiddleware
    {
        public PipelineStage Stage => PipelineStage.Gate;

        public RequestDelegate Use(RequestDelegate next) => context =>
        {
            passed.Add(Stage);
            return next(context);
        };
    }

    private sealed class Outer(List<PipelineStage> passed) : IPipelineMiddleware
    {
        public PipelineStage Stage => PipelineStage.Correlation;

        public RequestDelegate Use(RequestDelegate next) => context =>
        {
            passed.Add(Stage);
            return next(context);
        };
    }
}
