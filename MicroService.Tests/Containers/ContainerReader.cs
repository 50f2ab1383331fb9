using System.Text.RegularExpressions;
using MicroService.Advisor.Objects;

namespace MicroService.Tests.Containers;

/// <summary>Reads the container of a pod.</summary>
internal sealed partial class ContainerReader(
    PodReader volumes,
    PodSpecification pod,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> configMaps,
    IReadOnlyDictionary<string, string> secret)
{
    // What the downward API would say of a pod.
    private static readonly Dictionary<string, string> Downward = new()
    {
        ["metadata.name"] = "api-0",
        ["metadata.namespace"] = "microservice",
        ["metadata.uid"] = "00000000-0000-0000-0000-000000000001",
        ["spec.nodeName"] = "node-0",
        ["spec.serviceAccountName"] = "api",
        ["status.podIP"] = "127.0.0.1",
        ["status.hostIP"] = "127.0.0.1",
    };

    public void Read(FieldReader container)
    {
        container.Ignore("name", "imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy");
        pod.Image = container.Text("image")!;
        container.Objects("envFrom", ReadVariables);
        container.Objects("env", ReadVariable);
        pod.Command = container.Texts("command")?.Select(Expand).ToArray();
        pod.Arguments = [.. (container.Texts("args") ?? []).Select(Expand)];
        container.Objects("ports", port =>
        {
            port.Expect("protocol", "TCP");
            pod.Ports[port.Text("name") ?? ""] = (int)port.Integer("containerPort")!;
        });
        container.Object("resources", ReadResources);
        container.Object("securityContext", ReadSecurity);
        container.Objects("volumeMounts", ReadMount);
        container.Object("startupProbe", probe => pod.Startup = ReadProbe(probe));
        container.Object("readinessProbe", probe => pod.Readiness = ReadProbe(probe));
        container.Object("livenessProbe", probe => pod.Liveness = ReadProbe(probe));
        container.Object("lifecycle", lifecycle =>
        {
            lifecycle.Object("postStart", hook => hook.Object("exec", exec => pod.PostStart = exec.Texts("command")!));
            lifecycle.Object("preStop", hook => hook.Object("sleep", sleep => pod.PreStop = TimeSpan.FromSeconds(sleep.Integer("seconds")!.Value)));
        });
    }

    private static PodProbe ReadProbe(FieldReader probe)
    {
        probe.Ignore("terminationGracePeriodSeconds");
        var read = new PodProbe("", "");
        read = read with
        {
            InitialDelay = Seconds("initialDelaySeconds", read.InitialDelay),
            Period = Seconds("periodSeconds", read.Period),
            Timeout = Seconds("timeoutSeconds", read.Timeout),
            FailureThreshold = (int)(probe.Integer("failureThreshold") ?? read.FailureThreshold),
            SuccessThreshold = (int)(probe.Integer("successThreshold") ?? read.SuccessThreshold),
        };
        probe.Object("httpGet", request =>
        {
            request.Expect("scheme", "HTTP");
            read = read with { Port = request.Text("port")!, Path = request.Text("path")! };
        });
        return read;

        TimeSpan Seconds(string name, TimeSpan otherwise) => probe.Integer(name) is { } seconds ? TimeSpan.FromSeconds(seconds) : otherwise;
    }

    private void ReadMount(FieldReader mount)
    {
        // Folders of ConfigMaps and Secrets are read-only by themselves.
        mount.Expect("readOnly", "true");
        volumes.Mount(pod, mount.Text("name")!, mount, mount.Text("mountPath")!);
    }

    private void ReadResources(FieldReader resources)
    {
        resources.Ignore("requests");
        resources.Object("limits", limits =>
        {
            limits.Ignore("ephemeral-storage");
            pod.MemoryLimit = Quantity.TryParse(limits.Text("memory") ?? "", out var memory) ? (long)memory.Value : 0;
            pod.CpuLimit = Quantity.TryParse(limits.Text("cpu") ?? "", out var cpu) ? cpu.Value : null;
        });
    }

    private void ReadSecurity(FieldReader security)
    {
        PodReader.ReadIdentity(pod, security);
        security.Expect("privileged", "false");
        pod.IsReadOnly = security.Text("readOnlyRootFilesystem") == "true";
        pod.MayEscalate = security.Text("allowPrivilegeEscalation") != "false";
        security.Object("capabilities", capabilities => pod.DroppedCapabilities = capabilities.Texts("drop") ?? []);
    }

    private void ReadVariables(FieldReader source)
    {
        source.Object("configMapRef", map => Add(map, configMaps.GetValueOrDefault(map.Text("name")!)));
        source.Object("secretRef", reference => Add(reference, reference.Text("name") is null ? null : secret));

        void Add(FieldReader reference, IReadOnlyDictionary<string, string>? data)
        {
            if (reference.Text("optional") != "true" && data is null)
            {
                reference.Refuse("what it names is not there");
            }

            foreach (var (name, value) in data ?? new Dictionary<string, string>())
            {
                pod.Environment[name] = value;
            }
        }
    }

    private void ReadVariable(FieldReader variable)
    {
        var name = variable.Text("name")!;
        pod.Environment[name] = Expand(variable.Text("value") ?? "");
        variable.Object("valueFrom", source =>
        {
            source.Object("fieldRef", field =>
            {
                field.Expect("apiVersion", "v1");
                pod.Environment[name] = Downward[field.Text("fieldPath")!];
            });
            source.Object("configMapKeyRef", reference => pod.Environment[name] = configMaps[reference.Text("name")!][reference.Text("key")!]);
            source.Object("secretKeyRef", reference => pod.Environment[name] = reference.Text("name") is null ? "" : secret[reference.Text("key")!]);
        });
    }

    // $(NAME) is a variable that was stated before, $$(NAME) is not.
    private string Expand(string text) => Reference().Replace(
        text,
        match => match.Value.StartsWith("$$", StringComparison.Ordinal) ? match.Value[1..] : pod.Environment.GetValueOrDefault(match.Groups[1].Value, match.Value));

    [GeneratedRegex(@"\$\$?\(([-._a-zA-Z][-._a-zA-Z0-9]*)\)")]
    private static partial Regex Reference();
}
