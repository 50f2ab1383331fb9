using System.Globalization;
using MicroService.Samples.Histories;

namespace MicroService.Tests.Cli.RightSizing;

/// <summary>A week of a small shop, and its manifests.</summary>
internal static class SampleShop
{
    public const string End = "2026-06-01T00:00:00Z";

    public const string Web = """
        # What the team wrote, and why.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
        spec:
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
                - name: web
                  image: registry.example/web:1.4.2
                  resources: # a guess
                    requests: {cpu: "2", memory: 4Gi} # too much?
                    limits:
                      memory: 4Gi
                  ports: [{containerPort: 8080}]

        """;

    public const string Held = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: held
          namespace: shop
        spec:
          selector:
            matchLabels: {app: held}
          template:
            metadata:
              labels: {app: held}
            spec:
              containers:
                - name: held
                  image: registry.example/held:1
                  resources:
                    requests: {cpu: 250m, memory: 192Mi}
                    limits: {cpu: 500m, memory: 192Mi}

        """;

    public const string StrayPods = """
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata:
          name: stray-77
          namespace: shop
          ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: stray, uid: a, controller: true}]
        spec:
          selector:
            matchLabels: {app: stray}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: stray-77-x1
          namespace: shop
          ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: stray-77, uid: b, controller: true}]
        spec:
          containers: [{name: stray, image: registry.example/stray:1}]

        """;

    private const double Mebi = 1 << 20;

    public static async Task WriteAsync(string path)
    {
        var writer = new StreamWriter(path) { NewLine = "\n" };
        await using (writer)
        {
            new HistoryWriter(DateTimeOffset.Parse(End, CultureInfo.InvariantCulture), TimeSpan.FromDays(7), TimeSpan.FromMinutes(1)).Write(writer,
            [
                Steady("web", "web-5d9c7-x1", 0.145, 400),
                Steady("web", "web-5d9c7-x2", 0.145, 380),
                Steady("held", "held-5d9c7-x1", 0.497, 150, throttled: 0.6),
                Steady("stray", "stray-77-x1", 0.1, 100, hasOwner: false),
            ]);
        }
    }

    private static SampleContainer Steady(string name, string pod, double cores, double mebi, double throttled = 0, bool hasOwner = true) => new()
    {
        Namespace = "shop",
        Workload = name,
        Pod = pod,
        Name = name,
        Cpu = _ => cores,
        Memory = _ => mebi * Mebi,
        ThrottledShare = throttled,
        HasOwner = hasOwner,
    };
}
