using System.Runtime.CompilerServices;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The service accounts that a role is bound to: their pods talk to the API server.</summary>
internal sealed class ApiClients
{
    private static readonly ConditionalWeakTable<ObjectGraph, ApiClients> Known = [];

    private readonly HashSet<(string Namespace, string Account)> _accounts = [];

    private ApiClients(ObjectGraph graph)
    {
        foreach (var binding in graph.OfKind("RoleBinding").Concat(graph.OfKind("ClusterRoleBinding")))
        {
            foreach (var subject in binding.Root.Mappings("subjects").Where(subject => subject.Text("kind") == "ServiceAccount"))
            {
                _accounts.Add((subject.Text("namespace") ?? binding.Namespace, subject.Text("name") ?? ""));
            }
        }
    }

    /// <summary>The accounts within a graph, worked out once.</summary>
    public static ApiClients Of(ObjectGraph graph) => Known.GetValue(graph, static graph => new ApiClients(graph));

    /// <summary>True if a role is bound to the account that a workload's pods run as.</summary>
    public bool Has(Workload workload) =>
        _accounts.Contains((workload.Object.Namespace, workload.PodSpec.Text("serviceAccountName") ?? workload.PodSpec.Text("serviceAccount") ?? "default"));
}
