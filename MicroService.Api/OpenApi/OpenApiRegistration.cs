using System.Text.Json.Serialization;
using MicroService.Advisor.Reporting;
using MicroService.Api.Problems;
using Microsoft.OpenApi;

namespace MicroService.Api.OpenApi;

/// <summary>Describes the Api at <c>/openapi/v1.json</c>.</summary>
public static class OpenApiRegistration
{
    /// <summary>Adds the description; the same document is kept in <c>docs/openapi.json</c>.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            // The endpoints write with their own contexts; these describe the types to the OpenAPI generator.
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ReportJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Insert(1, ProblemJson.Default);
            foreach (var converter in ReportJson.Default.Options.Converters)
            {
                options.SerializerOptions.Converters.Add(converter);
            }
        });
        services.AddOpenApi("v1", static options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddDocumentTransformer(static (document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "MicroService advisor",
                    Version = "v1",
                    Description = "Audits Kubernetes manifests against the checklist and hands back fixes.",
                };
                // Where it runs is not a part of what it is.
                document.Servers?.Clear();
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer(static (schema, _, _) =>
            {
                // What is null is left out of answers, so it is not required.
                schema.Required?.ExceptWith(schema.Properties?.Where(property => MayBeNull(property.Value)).Select(property => property.Key) ?? []);
                return Task.CompletedTask;
            });
        });
        return services;
    }

    /// <summary>Answers the description.</summary>
    public static IEndpointRouteBuilder MapApiDescription(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/v1.json");
        return app;
    }

    private static bool MayBeNull(IOpenApiSchema schema) =>
        schema.Type?.HasFlag(JsonSchemaType.Null) == true || schema.OneOf?.Any(MayBeNull) == true;
}
