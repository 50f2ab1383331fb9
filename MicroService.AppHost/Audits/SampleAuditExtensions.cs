using System.Net.Http.Headers;
using System.Net.Mime;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.AppHost.Audits;

/// <summary>A dashboard command that audits a sample manifest.</summary>
internal static class SampleAuditExtensions
{
    /// <summary>The name of the command.</summary>
    public const string Command = "audit-sample";

    private const string Sample = "MicroService.AppHost.Audits.sample.yaml";

    /// <summary>Adds the command.</summary>
    /// <param name="api">The Api.</param>
    /// <param name="endpointName">Where it serves callers.</param>
    public static IResourceBuilder<ProjectResource> WithSampleAudit(this IResourceBuilder<ProjectResource> api, string endpointName)
    {
        api.ApplicationBuilder.Services.AddHttpClient();
        var endpoint = api.GetEndpoint(endpointName);
        return api.WithCommand(Command, "Audit a sample manifest", context => AuditAsync(context, endpoint), new CommandOptions
        {
            Description = "Posts a Deployment that is not ready for production, and shows what the audit says.",
            IconName = "ClipboardTaskListLtr",
            IsHighlighted = true,
            UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
        });
    }

    private static async Task<ExecuteCommandResult> AuditAsync(ExecuteCommandContext context, EndpointReference endpoint)
    {
        using var client = context.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(endpoint.Url), "/v1/audits"))
        {
            Content = new StreamContent(typeof(SampleAuditExtensions).Assembly.GetManifestResourceStream(Sample)!),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Text.Plain));
        try
        {
            using var answer = await client.SendAsync(request, context.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(context.CancellationToken);
            return answer.IsSuccessStatusCode
                ? CommandResults.Success($"Kept as {answer.Headers.Location}", text, CommandResultFormat.Text, displayImmediately: true)
                : CommandResults.Failure($"The Api answered {(int)answer.StatusCode}.", text);
        }
        catch (HttpRequestException exception)
        {
            return CommandResults.Failure($"The Api does not answer: {exception.Message}");
        }
    }
}
