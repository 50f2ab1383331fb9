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
        foreach (var binding in graph.OfKind("RoleBinding").Concat(graph.OfKind("ClusterRoleBinding")).Where(binding => !IsOfPodSecurity(binding)))
        {
            foreach (var subject in binding.Root.Mappings("subjects").Where(subject => subject.Text("kind") == "ServiceAccount"))
            {
                var name = subject.Text("name") ?? "";
                _accounts.Add((subject.Text("namespace") ?? binding.WrittenNamespace ?? RoleSubject.AnyNamespace, name));
                _accounts.Add((RoleSubject.AnyNamespace, name));
            }
        }
    }

    /// <summary>The accounts within a graph, worked out once.</summary>
    public static ApiClients Of(ObjectGraph graph) => Known.GetValue(graph, static graph => new ApiClients(graph));

    /// <summary>
    /// True if a role is bound to the account that a workload's pods run as. A workload without namespace may be deployed to any: then the
    /// account's name is enough.
    /// </summary>
    public bool Has(Workload workload) =>
        _accounts.Contains((workload.Object.WrittenNamespace ?? RoleSubject.AnyNamespace, workload.ServiceAccountName));

    // What OpenShift lets the pods of an account do is no right to call anything.
    private static bool IsOfPodSecurity(KubernetesObject binding) =>
        binding.Root.Mapping("roleRef")?.Text("name")?.StartsWith("system:openshift:scc:", StringComparison.Ordinal) == true;
}
