using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using MicroService.Hosting.Kubernetes.Publication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>Asks before something is deleted, unless <c>--yes</c> was given.</summary>
internal static class DestroyConfirmation
{
    /// <exception cref="StepFailedException">Nobody said yes.</exception>
    public static async Task AskAsync(PipelineStepContext context, string question)
    {
        if (context.Services.GetRequiredService<IOptions<PipelineOptions>>().Value.SkipConfirmation)
        {
            return;
        }

        var interaction = context.Services.GetRequiredService<IInteractionService>();
        // Without the CLI at the other end a prompt waits forever, although the service calls itself available.
        if (!interaction.IsAvailable || !AspireCli.IsConnected(context.Services))
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
