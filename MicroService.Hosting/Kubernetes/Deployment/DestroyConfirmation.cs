using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using MicroService.Hosting.Kubernetes.Publication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>Asks before something is deleted, unless <c>--yes</c> was given.</summary>
internal static class DestroyConfirmation
{
    private const string CliSocket = "ASPIRE_BACKCHANNEL_PATH";

    /// <exception cref="StepFailedException">Nobody said yes.</exception>
    public static async Task AskAsync(PipelineStepContext context, string question)
    {
        if (context.Services.GetRequiredService<IOptions<PipelineOptions>>().Value.SkipConfirmation)
        {
            return;
        }

        var interaction = context.Services.GetRequiredService<IInteractionService>();
        // Without the CLI at the other end a prompt waits forever, although the service calls itself available.
        var hasClient = !string.IsNullOrEmpty(context.Services.GetRequiredService<IConfiguration>()[CliSocket]);
        if (!interaction.IsAvailable || !hasClient)
        {
            throw new StepFailedException($"{question} Nobody can be asked here: run with --yes true to confirm.");
        }

        var answer = await interaction.PromptConfirmationAsync("Destroy", question, cancellationToken: context.CancellationToken);
        if (answer.Canceled || !answer.Data)
        {
            throw new OperationCanceledException("Not confirmed: nothing was deleted.");
        }
    }
}
