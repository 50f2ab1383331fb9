using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Images;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Namespaces;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing.Kustomize;

/// <summary>A small application after hardening: a service with an autoscaler, a secret and two ConfigMaps, whose objects a test may change.</summary>
internal static class SampleApplication
{
    public const string Mark = "aspire-manifest.json";

    public const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
          labels: {app.kubernetes.io/name: web}
        spec:
          strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
          selector: {matchLabels: {app.kubernetes.io/name: web}}
          template:
            metadata:
              labels: {app.kubernetes.io/name: web}
            spec:
              serviceAccountName: web
              terminationGracePeriodSeconds: 40
              containers:
                - name: web
                  image: localhost/web:1.0.0
                  ports: [{name: http, containerPort: 8080}]
                  lifecycle: {preStop: {sleep: {seconds: 5}}}
                  readinessProbe: {httpGet: {path: /ready, port: http}}
                  envFrom: [{configMapRef: {name: web-config}}]
                  env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: web-secrets, key: DB_PASSWORD}}}]
                  resources:
                    requests: {cpu: 100m, memory: 256Mi}
                    limits: {memory: 256Mi}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec:
          selector: {app.kubernetes.io/name: web}
          ports: [{name: http, port: 80, targetPort: http}]
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: web, namespace: shop}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web-config, namespace: shop}
        data: {GREETING: hello, DOTNET_GCHeapHardLimitPercent: "4B"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web-files, namespace: shop}
        data: {index.html: "<p>hello</p>\n"}
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web, namespace: shop}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          minReplicas: 2
          maxReplicas: 4
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web, namespace: shop}
        spec:
          podSelector: {matchLabels: {app.kubernetes.io/name: web}}
          policyTypes: [Ingress, Egress]
          ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}}], ports: [{protocol: TCP, port: 8080}]}]
          egress: [{to: [{podSelector: {matchLabels: {app.kubernetes.io/name: web}}}], ports: [{protocol: TCP, port: http}]}]
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web, namespace: shop}
        spec:
          maxUnavailable: 1
          selector: {matchLabels: {app.kubernetes.io/name: web}}
        """;

    public const string Shared = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: shop, namespace: shop}
        spec:
          hard: {requests.cpu: 800m, limits.memory: 2Gi, pods: "8"}
        """;

    private static readonly Dictionary<string, WorkloadSettings> None = [];

    /// <summary>The base of the sample, as it is or with changes.</summary>
    public static ApplicationVariant Base(string web = Web, string shared = Shared, params IReadOnlyList<ClusterSecret> secrets) => Variant("", "shop", web, shared, secrets);

    /// <summary>An overlay of the sample.</summary>
    public static ApplicationVariant Overlay(string name, string web = Web, string shared = Shared) => Variant(name, $"shop-{name}", web, shared, []);

    /// <summary>The tree of the sample with one overlay.</summary>
    public static IReadOnlyList<PublishedFile> Tree(string overlaid = Web, string web = Web) => DeploymentTree.Of(Base(web), [Overlay("dev", overlaid)], Mark);

    private static ApplicationVariant Variant(string name, string ns, string web, string shared, IReadOnlyList<ClusterSecret> secrets)
    {
        var workload = new ClusterWorkload
        {
            Resource = "web",
            Name = "web",
            Kind = WorkloadKind.Deployment,
            Image = new ClusterImage("localhost/web:1.0.0", "Web/Web.csproj"),
            Profile = new ImageProfile(".NET", IsKnown: true),
            Settings = WorkloadDefaults.Any,
            Secrets = secrets.Count > 0 ? secrets : [new ClusterSecret("DB_PASSWORD", new ManifestExpression("/resources/web/env/DB_PASSWORD", "{db-password.value}"), ["db-password"])],
        };
        var model = new ClusterModel("shop", [workload], [], []);
        return new ApplicationVariant(name, ns, model, new HardenedApplication([Read("web", web), Read(NamespaceFile.Name, shared)], [], []));
    }

    private static ManifestFile Read(string name, string text)
    {
        var reading = new ManifestReader().Read(name, Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.File!;
    }
}
