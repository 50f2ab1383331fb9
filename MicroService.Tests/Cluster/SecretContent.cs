using System.Text;
using MicroService.Samples.Clusters;

namespace MicroService.Tests.Cluster;

/// <summary>The sample cluster with a Secret, whose value is in its annotations and labels as well, and a pod that asks for another one.</summary>
internal static class SecretContent
{
    private const string Plain = "never-to-be-seen-4711";

    private static readonly string Encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Plain));

    /// <summary>What may be in nothing that is said or kept.</summary>
    public static IReadOnlyList<string> Values { get; } = [Plain, Encoded];

    public static ClusterContent Create()
    {
        var content = ClusterContent.Sample();
        content.Add("secrets.yaml", Encoding.UTF8.GetBytes($$"""
            apiVersion: v1
            kind: Secret
            metadata:
              name: db
              namespace: shop
              labels: {a: {{Plain}}}
              annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"{{Encoded}}"} }'}
            data: {password: "{{Encoded}}"}
            stringData: {user: {{Plain}}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: job, namespace: shop}
            spec:
              containers:
                - name: job
                  image: job:1
                  envFrom: [{secretRef: {name: absent} }]
                  env:
                    - name: P
                      valueFrom: {secretKeyRef: {name: db, key: password} }
            """));
        return content;
    }
}
