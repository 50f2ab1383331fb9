using System.Text.Json;
using MicroService.Advisor.Objects;
using MicroService.Api.Clusters;
using MicroService.Api.Scans;
using MicroService.Cluster.Requests;

namespace MicroService.Api.Workloads;

/// <summary>Reads what the pods of a workload use now, where the cluster has metrics.k8s.io.</summary>
internal sealed class UsageReader(ClusterAccess cluster, TimeProvider time)
{
    private const string Accept = "application/json";
    private const int MostPods = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The usage, or why it is not known.</summary>
    public async Task<WorkloadUsage> ReadAsync(WorkloadRow workload, CancellationToken cancellationToken)
    {
        // A bare pod has no selector, and is asked for by its name.
        var isPod = workload is { Kind: "Pod", Group: "" };
        if (!isPod && workload.Selector.Length == 0)
        {
            return WorkloadUsage.Unknown($"A {workload.Kind} does not say by labels which pods are its own.");
        }

        var pods = $"/apis/metrics.k8s.io/v1beta1/namespaces/{Uri.EscapeDataString(workload.Namespace)}/pods";
        var query = isPod ? $"fieldSelector={Uri.EscapeDataString($"metadata.name={workload.Name}")}" : $"labelSelector={Uri.EscapeDataString(workload.Selector)}";
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var client = await cluster.GetAsync(either.Token).ConfigureAwait(false);
            return await client.GetAsync($"{pods}?{query}&limit={MostPods}", Accept, ParseAsync, either.Token).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            return WorkloadUsage.Unknown(exception.Failure.Kind == ApiFailureKind.NotFound
                ? "The cluster has no metrics.k8s.io: install metrics-server."
                : exception.Failure.Message);
        }
        catch (ClusterMissingException exception)
        {
            return WorkloadUsage.Unknown(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WorkloadUsage.Unknown($"The cluster did not answer within {Patience.TotalSeconds:0} s.");
        }
    }

    private static async Task<WorkloadUsage> ParseAsync(Stream body, CancellationToken cancellationToken)
    {
        using var list = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (!list.RootElement.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
        {
            return WorkloadUsage.Unknown("None of its pods was measured yet.");
        }

        var measured = from pod in items.EnumerateArray()
                       from container in pod.TryGetProperty("containers", out var containers) ? containers.EnumerateArray() : default
                       select (Name: container.GetProperty("name").GetString()!, Cpu: AmountOf(container, "cpu"), Memory: AmountOf(container, "memory"));
        return new WorkloadUsage(true, null, items.GetArrayLength(),
        [
            .. from container in measured
               group container by container.Name into all
               orderby all.Key
               select new ContainerUsage(
                   all.Key,
                   (double)all.Sum(static one => one.Cpu), (double)all.Max(static one => one.Cpu),
                   (long)all.Sum(static one => one.Memory), (long)all.Max(static one => one.Memory)),
        ]);
    }

    private static decimal AmountOf(JsonElement container, string resource) =>
        container.TryGetProperty("usage", out var usage) && usage.TryGetProperty(resource, out var amount) && Quantity.TryParse(amount.GetString() ?? "", out var quantity)
            ? quantity.Value
            : 0;
}
