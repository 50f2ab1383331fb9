using System.Globalization;
using System.Text;

namespace MicroService.Samples.Clusters;

/// <summary>A large cluster of ordinary Deployments, each of some 3.9 kB of JSON as a server gives it back.</summary>
public static class GeneratedCluster
{
    private static readonly string Template = Read("deployment.json");

    // Every other workload has what the others lack.
    private static readonly string Care = Read("care.txt");

    /// <summary>Makes the cluster.</summary>
    /// <param name="workloads">The number of Deployments.</param>
    /// <param name="namespaces">The number of namespaces, which share them evenly.</param>
    /// <param name="largest">Deployments that the first namespace has in addition.</param>
    public static ClusterContent Create(int workloads, int namespaces, int largest = 0)
    {
        var content = new ClusterContent();
        for (var i = 0; i < namespaces; i++)
        {
            var ns = $"team-{i.ToString("d3", CultureInfo.InvariantCulture)}";
            content.Add("generated.yaml", Encoding.UTF8.GetBytes(Surroundings(ns)));
            var count = (workloads / namespaces) + (i < workloads % namespaces ? 1 : 0) + (i == 0 ? largest : 0);
            for (var j = 0; j < count; j++)
            {
                var name = $"service-{j.ToString("d4", CultureInfo.InvariantCulture)}";
                content.Add("deployments.apps", ns, name, Encoding.UTF8.GetBytes(Deployment(ns, name, (i * 10_000) + j)));
            }
        }

        return content;
    }

    private static string Surroundings(string ns) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: { name: {{ns}}, labels: { pod-security.kubernetes.io/enforce: baseline } }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: default, namespace: {{ns}}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: kube-root-ca.crt, namespace: {{ns}}}
        data: {ca.crt: none}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: default-deny, namespace: {{ns}}}
        spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
        """;

    private static string Deployment(string ns, string name, int number)
    {
        var isGood = number % 2 == 0;
        return new StringBuilder(Template)
            .Replace("@NAME@", name)
            .Replace("@NS@", ns)
            .Replace("@UID@", $"00000000-0000-4000-9000-{number.ToString("x12", CultureInfo.InvariantCulture)}")
            .Replace("@NUMBER@", Text(number + 1000))
            .Replace("@MINOR@", Text(number % 40))
            .Replace("@REPLICAS@", Text(1 + (number % 3)))
            .Replace("@GOOD@", isGood ? Care : "")
            .Replace("@RESOURCES@", isGood
                ? """{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"128Mi"}}"""
                : """{"requests":{"cpu":"100m"}}""")
            .Replace("@SECURITY@", isGood ? """{"runAsNonRoot":true,"runAsUser":10001,"seccompProfile":{"type":"RuntimeDefault"}}""" : "{}")
            .ToString();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(GeneratedCluster).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Trim();
    }
}
