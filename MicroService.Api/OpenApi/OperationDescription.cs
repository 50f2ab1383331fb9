using System.Globalization;
using MicroService.Api.Documents;
using MicroService.Api.Problems;
using Microsoft.OpenApi;

namespace MicroService.Api.OpenApi;

/// <summary>Says in the description what endpoints read and write by themselves.</summary>
internal static class OperationDescription
{
    /// <summary>The body is a document of manifests.</summary>
    public static RouteHandlerBuilder TakesDocument(this RouteHandlerBuilder endpoint) =>
        endpoint.AddOpenApiOperationTransformer(static (operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "Kubernetes manifests in UTF-8, YAML (many documents if need be) or JSON, up to 10 MiB.",
                Content = MediaTypes.Documents.ToDictionary(type => type, static _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } }),
            };
            return Task.CompletedTask;
        })
        .WithProblems(ProblemType.MalformedDocument, ProblemType.TooLarge, ProblemType.UnsupportedMediaType, ProblemType.InvalidDocument);

    /// <summary>A query parameter.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, string name, JsonSchemaType type, string description) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = new OpenApiSchema { Type = type },
            });
            return Task.CompletedTask;
        });

    /// <summary>The answer has these forms besides JSON.</summary>
    public static RouteHandlerBuilder AlsoAs(this RouteHandlerBuilder endpoint, int status, string description, params string[] mediaTypes) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var key = status.ToString(CultureInfo.InvariantCulture);
            operation.Responses ??= [];
            if (!operation.Responses.TryGetValue(key, out var response))
            {
                operation.Responses[key] = response = new OpenApiResponse();
            }

            response.Description = description;
            foreach (var type in mediaTypes)
            {
                ((OpenApiResponse)response).Content ??= new Dictionary<string, OpenApiMediaType>();
                response.Content![type] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = TypeOf(type) } };
            }

            return Task.CompletedTask;
        });

    /// <summary>These problems may be the answer.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<ProblemType> types)
    {
        foreach (var type in types)
        {
            endpoint.Produces<ProblemDocument>(type.Status, ProblemResult.MediaType);
        }

        return endpoint;
    }

    private static JsonSchemaType TypeOf(string mediaType) => mediaType switch
    {
        MediaTypes.Sarif => JsonSchemaType.Object,
        MediaTypes.JsonPatch => JsonSchemaType.Array,
        _ => JsonSchemaType.String,
    };
}
